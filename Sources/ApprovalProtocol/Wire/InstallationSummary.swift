/// The answer of `GET …/installation`: how things stand, by which an app that was away catches up.
package struct InstallationSummary: Sendable, Hashable, Codable {
    /// One of the account's devices.
    package struct Device: Sendable, Hashable, Codable {
        package let id: String
        package let name: String
        package let platform: String
        package let role: Role
        package let life: Life
        /// This and the next two are milliseconds since 1970.
        package let added: Int64
        package let lastSeen: Int64?
        package let lastApproval: Int64?
        /// The network address that it was seen at last.
        package let lastAddress: String?
        /// When it becomes the primary device unless somebody objects, in milliseconds since 1970; nil if that was not asked for.
        package let promotionDue: Int64?
        package let isThis: Bool

        package init(
            id: String, name: String, platform: String, role: Role, life: Life, added: Int64, lastSeen: Int64?,
            lastApproval: Int64?, lastAddress: String?, promotionDue: Int64?, isThis: Bool
        ) {
            self.id = id
            self.name = name
            self.platform = platform
            self.role = role
            self.life = life
            self.added = added
            self.lastSeen = lastSeen
            self.lastApproval = lastApproval
            self.lastAddress = lastAddress
            self.promotionDue = promotionDue
            self.isThis = isThis
        }
    }

    /// Something that has happened to the account's devices, to be shown until the person has seen it (DEV-02).
    package struct News: Sendable, Hashable, Codable {
        /// What has happened.
        package enum Kind: String, Sendable, Hashable, Codable {
            case added, ended, promotionAsked, promoted
            /// Somebody came with a link that has added a device before.
            case linkShownAgain
        }

        /// Grows.
        package let number: Int64
        package let kind: Kind
        /// Milliseconds since 1970.
        package let at: Int64
        /// The id of the device that it is about; nil if it never was one.
        package let device: String?
        /// The device's name then.
        package let name: String
        /// The network address that it was done from; nil if the server or an administrator did it.
        package let address: String?

        package init(number: Int64, kind: Kind, at: Int64, device: String?, name: String, address: String?) {
            self.number = number
            self.kind = kind
            self.at = at
            self.device = device
            self.name = name
            self.address = address
        }
    }

    /// Whether the device is asked first.
    package enum Role: String, Sendable, Hashable, Codable {
        case primary, secondary
    }

    /// How sure the server is that the device is there (`product.md` §4.1).
    package enum Life: String, Sendable, Hashable, Codable {
        case pending, live, quiet, doubtful, gone
    }

    package let installation: String
    package let account: String
    package let accountName: String
    package let identifier: String
    package let name: String
    package let role: Role
    package let life: Life
    /// Whether new sign-ins are blocked until the person lifts it.
    package let restricted: Bool
    package let devices: [Device]
    /// Whether losing this device alone would lock the person out.
    package let irreplaceable: Bool
    /// The ids of open requests.
    package let requests: [String]
    /// What has happened to the account's devices in the last week, newest first; nil from a server that does not say.
    package let news: [News]?

    package init(
        installation: String, account: String, accountName: String, identifier: String, name: String, role: Role,
        life: Life, restricted: Bool, devices: [Device], irreplaceable: Bool, requests: [String],
        news: [News]?
    ) {
        self.installation = installation
        self.account = account
        self.accountName = accountName
        self.identifier = identifier
        self.name = name
        self.role = role
        self.life = life
        self.restricted = restricted
        self.devices = devices
        self.irreplaceable = irreplaceable
        self.requests = requests
        self.news = news
    }
}

/// The body of `POST …/installation/heartbeat`, and its answer: the link that was given last, and the next one.
package struct HeartbeatBody: Sendable, Hashable, Codable {
    package let chain: WireBytes

    package init(chain: WireBytes) {
        self.chain = chain
    }
}

/// The body of `PATCH …/installation`.
package struct NameBody: Sendable, Hashable, Codable {
    package let name: String

    package init(name: String) { self.name = name }
}

/// The body of `POST …/installation/sign-out`.
package struct SignOutBody: Sendable, Hashable, Codable {
    /// Without it the server only says what signing out would cost.
    package let confirm: Bool

    package init(confirm: Bool) { self.confirm = confirm }
}

/// The answer to a sign-out, confirmed or not.
package struct SignOutAnswer: Sendable, Hashable, Codable {
    /// A reason to think twice.
    package enum Cost: String, Sendable, Hashable, Codable {
        /// No other device of the account answers.
        case lastDevice
        /// It is the device that is asked first.
        case primaryDevice
        /// The account would be without a second step.
        case lastSecondStep
        /// The codes for other services that are kept on this device go with it.
        case codesOnThisDevice
    }

    package let cost: [Cost]
    package let signedOut: Bool

    package init(cost: [Cost], signedOut: Bool) {
        self.cost = cost
        self.signedOut = signedOut
    }
}

/// The body of `PUT …/account/restriction`.
package struct RestrictionBody: Sendable, Hashable, Codable {
    package let on: Bool

    package init(on: Bool) { self.on = on }
}

/// The body of `POST …/devices/{id}/primary`, signed as `KeyStatement.promotion`.
package struct PromotionBody: Sendable, Hashable, Codable {
    /// Milliseconds since 1970.
    package let time: Int64
    /// By the approval key.
    package let signature: WireBytes

    package init(time: Int64, signature: WireBytes) {
        self.time = time
        self.signature = signature
    }
}

/// The answer to a promotion.
package struct PromotionAnswer: Sendable, Hashable, Codable {
    /// When the device becomes the primary one unless the old one objects, in milliseconds since 1970; nil: at once.
    package let waitsUntil: Int64?

    package init(waitsUntil: Int64?) { self.waitsUntil = waitsUntil }
}

/// The body of `PUT …/installation/push`: what the browser's or the distributor's push subscription says.
package struct PushSubscriptionBody: Sendable, Hashable, Codable {
    package let endpoint: String
    package let p256dh: WireBytes
    package let auth: WireBytes

    package init(endpoint: String, p256dh: WireBytes, auth: WireBytes) {
        self.endpoint = endpoint
        self.p256dh = p256dh
        self.auth = auth
    }
}

/// The body of `POST …/installation/unlock`.
package struct UnlockBody: Sendable, Hashable, Codable {
    package let proof: WireBytes

    package init(proof: WireBytes) { self.proof = proof }
}

/// The answer to an unlock with the right PIN, and to a lock that was set to one.
package struct ShareAnswer: Sendable, Hashable, Codable {
    package let share: WireBytes?

    package init(share: WireBytes?) { self.share = share }
}

/// The body of `PUT …/installation/lock`, signed as `KeyStatement.newApprovalKey` by the old approval key.
package struct LockBody: Sendable, Hashable, Codable {
    package let lock: AppLock
    /// Of the PIN that is set until now.
    package let oldProof: WireBytes?
    /// Of the PIN that is set from now on.
    package let proof: WireBytes?
    package let approvalKey: WireBytes
    /// Milliseconds since 1970.
    package let time: Int64
    /// By the old approval key.
    package let signature: WireBytes
    /// By the new approval key, over the same.
    package let newSignature: WireBytes

    package init(
        lock: AppLock, oldProof: WireBytes?, proof: WireBytes?, approvalKey: WireBytes, time: Int64,
        signature: WireBytes, newSignature: WireBytes
    ) {
        self.lock = lock
        self.oldProof = oldProof
        self.proof = proof
        self.approvalKey = approvalKey
        self.time = time
        self.signature = signature
        self.newSignature = newSignature
    }
}
