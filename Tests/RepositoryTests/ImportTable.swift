/// Which modules each target may import: the table of docs/architecture.md §2, with the decisions taken since.
///
/// A new target needs a row here and there. `Foundation` is listed where it may be used at all; the targets whose
/// answers must not depend on a locale, a time zone or a clock go without it.
enum ImportTable {
    /// What comes with the compiler and holds no policy of its own.
    static let withTheLanguage: Set<String> = ["Synchronization"]

    /// `FoundationEssentials` is the part of Foundation without locales; who may use the whole may use the part.
    static func permits(_ module: String, in target: String) -> Bool {
        let named = allowed[target, default: []]
        return named.contains(module) || withTheLanguage.contains(module)
            || (module == "FoundationEssentials" && named.contains("Foundation"))
    }

    static let allowed: [String: Set<String>] = [
        "aikagi": [
            "Web", "Pages", "SignInService", "Delivery", "Store", "SignInPolicy", "Identity", "OneTimeCodes",
            "PasswordHashing", "Addresses", "QRCode", "WebPush", "HTTPTransfer", "PublicKeyCredentials",
            "OpenIDConnect", "StrictJSON",
            "Bytes",
            "ArgumentParser", "Configuration", "Crypto", "Foundation", "Glibc", "HTTPTypes", "Hummingbird", "Logging",
            "Metrics",
            "NIOCore", "ServiceLifecycle", "UnixSignals", "Yams",
        ],
        "aikagi-authenticator": [
            "AuthenticatorCore", "HTTPTransfer", "CImageScan", "ArgumentParser", "Foundation", "Glibc",
        ],
        "Web": [
            "SignInService", "SignInPolicy", "Store", "Pages", "Identity", "Bytes", "QRCode", "ApprovalProtocol",
            "StrictJSON", "OpenIDConnect", "Crypto", "Foundation", "Glibc", "HTTPTypes", "Hummingbird", "Logging",
            "Metrics", "NIOCore",
            "ServiceLifecycle",
        ],
        "Pages": ["Identity", "Foundation", "Mustache"],
        "SignInService": [
            "Store", "Delivery", "SignInPolicy", "Identity", "OneTimeCodes", "PasswordHashing", "Addresses", "Bytes",
            "ApprovalProtocol", "PublicKeyCredentials", "OpenIDConnect", "StrictJSON", "Crypto", "Foundation",
            "Logging", "Metrics",
        ],
        "Delivery": [
            "Store", "Identity", "WebPush", "HTTPTransfer", "Bytes", "CCurl", "Crypto", "Dispatch", "Foundation",
            "Logging", "Metrics", "ServiceLifecycle",
        ],
        "Store": [
            "SignInPolicy", "Identity", "Bytes", "CLibpq", "Crypto", "Dispatch", "Foundation", "Glibc", "GRDB",
            "Logging",
        ],
        "SignInPolicy": ["Identity"],
        "Identity": [],
        "ApprovalProtocol": ["CBOR", "Bytes", "Crypto", "CryptoExtras"],
        "AuthenticatorCore": [
            "ApprovalProtocol", "OneTimeCodes", "CBOR", "Bytes", "Crypto", "CryptoExtras", "Foundation",
        ],
        "OneTimeCodes": ["Bytes", "Crypto"],
        "OpenIDConnect": ["Identity", "StrictJSON", "Bytes", "Crypto", "CryptoExtras"],
        "PublicKeyCredentials": [
            "CBOR", "StrictJSON", "Bytes", "Crypto", "CryptoExtras", "Foundation", "SwiftASN1", "X509",
        ],
        "WebPush": ["Bytes", "Crypto"],
        "Addresses": ["Identity", "CUnicode", "CPhoneNumbers"],
        "PasswordHashing": ["Bytes", "CArgon2", "CUnicode", "Dispatch", "Foundation", "Glibc"],
        "QRCode": ["CQREncode"],
        "CBOR": ["Bytes"],
        "HTTPTransfer": ["CCurl", "Dispatch", "Foundation", "Glibc"],
        "StrictJSON": [],
        "Bytes": [],
    ]

    /// Targets of C: module maps and shims, with no Swift in them.
    static let systemLibraries: Set<String> = [
        "CArgon2", "CCurl", "CImageScan", "CLibpq", "CPhoneNumbers", "CQREncode", "CUnicode",
    ]
}
