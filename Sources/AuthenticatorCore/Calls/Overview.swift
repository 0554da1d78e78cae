internal import ApprovalProtocol

/// How an installation and its account stand.
public struct Overview: Sendable {
    /// One of the account's devices.
    public struct Device: Sendable {
        public let id: String
        public let name: String
        public let platform: String
        public let isPrimary: Bool
        public let life: Life
        public let added: Int64
        public let lastSeen: Int64?
        public let lastApproval: Int64?
        /// The network address that it was seen at last.
        public let lastAddress: String?
        /// When it becomes the primary device, unless ``Installation/objectToPromotion(at:)`` says no; nil if that was
        /// not asked for.
        public let promotionDue: Int64?
        /// Whether it is this installation's.
        public let isThis: Bool
    }

    /// Something that has happened to the account's devices. Show it until the person has seen it, with a way to say that
    /// it wasn't them: ``Installation/reportLost(device:at:)`` of the device that was added, or
    /// ``Installation/restrictSignIn(_:at:)``.
    public struct News: Sendable, Hashable {
        /// What has happened.
        public enum Kind: String, Sendable {
            case added, ended, promotionAsked, promoted
            /// Somebody came with a link that has added a device before, or was replaced: others may have seen it.
            case linkShownAgain
        }

        /// Grows: what the person has seen has this number or a lower one.
        public let number: Int64
        public let kind: Kind
        /// Milliseconds since 1970.
        public let at: Int64
        /// The device that it is about; nil if it never was one.
        public let device: String?
        public let name: String
        /// The network address that it was done from; nil if the server or an administrator did it.
        public let address: String?
    }

    /// How sure the server is that a device is there.
    public enum Life: String, Sendable {
        /// Has not answered its test yet.
        case pending
        case live
        /// Nothing heard for seven days.
        case quiet
        /// Nothing heard for thirty days, or a request did not arrive.
        case doubtful
        case gone
    }

    public let accountName: String
    public let identifier: String
    public let name: String
    public let life: Life
    /// Whether new sign-ins are blocked.
    public let isRestricted: Bool
    public let devices: [Device]
    /// Whether losing this device alone would lock the person out.
    public let isIrreplaceable: Bool
    /// The ids of open questions.
    public let questions: [String]
    /// What has happened to the devices in the last week, newest first.
    public let news: [News]

    init(_ summary: InstallationSummary) {
        accountName = Question.plain(summary.accountName)
        identifier = Question.plain(summary.identifier)
        name = Question.plain(summary.name)
        life = Life(summary.life)
        isRestricted = summary.restricted
        isIrreplaceable = summary.irreplaceable
        questions = summary.requests
        news = (summary.news ?? []).map { news in
            News(
                number: news.number, kind: News.Kind(rawValue: news.kind.rawValue) ?? .ended, at: news.at,
                device: news.device, name: Question.plain(news.name), address: news.address.map(Question.plain))
        }
        devices = summary.devices.map { device in
            Device(
                id: device.id, name: Question.plain(device.name), platform: Question.plain(device.platform),
                isPrimary: device.role == .primary, life: Life(device.life), added: device.added,
                lastSeen: device.lastSeen, lastApproval: device.lastApproval,
                lastAddress: device.lastAddress.map(Question.plain), promotionDue: device.promotionDue,
                isThis: device.isThis)
        }
    }
}

extension Overview.Life {
    fileprivate init(_ life: InstallationSummary.Life) {
        self =
            switch life {
            case .pending: .pending
            case .live: .live
            case .quiet: .quiet
            case .doubtful: .doubtful
            case .gone: .gone
            }
    }
}

/// What signing out costs, or that it is done.
public struct SignOut: Sendable {
    /// A reason to think twice.
    public enum Cost: String, Sendable {
        case lastDevice, primaryDevice, lastSecondStep, codesOnThisDevice
    }

    public let costs: [Cost]
    public let isDone: Bool

    init(_ answer: SignOutAnswer) {
        costs = answer.cost.compactMap { Cost(rawValue: $0.rawValue) }
        isDone = answer.signedOut
    }
}

/// What the stream of events says.
public enum StreamMessage: Sendable, Hashable {
    /// Fetch it, and say that it has arrived.
    case question(id: String)
    /// It needs no answer any more.
    case withdrawn(id: String)
    /// Devices or roles are others now.
    case changed
    /// The installation has ended.
    case gone(ServerRefusal.Ending)

    /// Reads an event by its name and its data; nil for one to be passed over.
    public init?(event name: String, data: String) {
        guard let content = try? JSON.read(StreamContent.self, Array(data.utf8)),
            let event = StreamEvent(name: name, content: content)
        else { return nil }
        self =
            switch event {
            case .request(let id): .question(id: id)
            case .withdrawn(let id, _): .withdrawn(id: id)
            case .changed: .changed
            case .gone(let reason): .gone(ServerRefusal.Ending(rawValue: reason.rawValue) ?? .unknown)
            }
    }
}
