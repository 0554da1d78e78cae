// swift-tools-version: 6.2

// The targets and what each may import are the table of docs/architecture.md §2;
// RepositoryTests holds this manifest and every `import` against that table.

import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

extension Target.Dependency {
    static let asn1 = product(name: "SwiftASN1", package: "swift-asn1")
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let configuration = product(name: "Configuration", package: "swift-configuration")
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let cryptoExtras = product(name: "CryptoExtras", package: "swift-crypto")
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdTesting = product(name: "HummingbirdTesting", package: "hummingbird")
    static let logging = product(name: "Logging", package: "swift-log")
    static let metrics = product(name: "Metrics", package: "swift-metrics")
    static let mustache = product(name: "Mustache", package: "swift-mustache")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let serviceLifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let x509 = product(name: "X509", package: "swift-certificates")
    static let yams = product(name: "Yams", package: "Yams")
}

/// A library target of ours, with the settings that all of them share.
func library(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

/// The test target of `subject`, named after it.
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude, swiftSettings: settings)
}

let package = Package(
    name: "aikagi",
    products: [
        .executable(name: "aikagi", targets: ["aikagi"]),
        .executable(name: "aikagi-authenticator", targets: ["aikagi-authenticator"]),
        .library(name: "AuthenticatorCore", targets: ["AuthenticatorCore"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Executables
        .executableTarget(
            name: "aikagi",
            dependencies: [
                "Web", "Pages", "SignInService", "Delivery", "Store", "SignInPolicy", "Identity", "OneTimeCodes",
                "PasswordHashing", "Addresses", "QRCode", "WebPush", "HTTPTransfer", "PublicKeyCredentials",
                "OpenIDConnect", "StrictJSON", "Bytes",
                .argumentParser, .configuration, .crypto, .httpTypes, .hummingbird, .logging, .metrics, .nioCore,
                .serviceLifecycle,
                .unixSignals, .yams,
            ],
            swiftSettings: settings),

        .executableTarget(
            name: "aikagi-authenticator",
            dependencies: ["AuthenticatorCore", "HTTPTransfer", "CImageScan", .argumentParser],
            swiftSettings: settings),

        // Edge
        library(
            "Web",
            [
                "SignInService", "Pages", "SignInPolicy", "Store", "Identity", "Bytes", "QRCode", "ApprovalProtocol",
                "StrictJSON", "OpenIDConnect", .hummingbird, .httpTypes, .logging, .metrics, .nioCore,
                .serviceLifecycle,
                .crypto,
            ]),
        library("Pages", ["Identity", .mustache], resources: [.copy("Resources")]),

        // Use cases
        library(
            "SignInService",
            [
                "Store", "Delivery", "SignInPolicy", "Identity", "OneTimeCodes", "PasswordHashing", "Addresses",
                "ApprovalProtocol", "PublicKeyCredentials", "OpenIDConnect", "StrictJSON", "Bytes", .crypto, .logging,
                .metrics,
            ]),

        // Adapters
        library(
            "Delivery",
            [
                "Store", "Identity", "WebPush", "HTTPTransfer", "Bytes", "CCurl", .crypto, .logging, .metrics,
                .serviceLifecycle,
            ]),
        library("Store", ["SignInPolicy", "Identity", "Bytes", "CLibpq", .grdb, .crypto, .logging]),

        // Domain
        library("SignInPolicy", ["Identity"]),
        library("Identity"),

        // Protocols
        library("Addresses", ["Identity", "CUnicode", "CPhoneNumbers"]),
        library("ApprovalProtocol", ["CBOR", "Bytes", .crypto, .cryptoExtras]),
        library("OneTimeCodes", ["Bytes", .crypto]),
        library("OpenIDConnect", ["Identity", "StrictJSON", "Bytes", .crypto, .cryptoExtras]),
        library(
            "PublicKeyCredentials", ["CBOR", "StrictJSON", "Bytes", .asn1, .crypto, .cryptoExtras, .x509]),
        library("WebPush", ["Bytes", .crypto]),
        library("PasswordHashing", ["Bytes", "CArgon2"]),

        // Device
        library("AuthenticatorCore", ["ApprovalProtocol", "OneTimeCodes", "CBOR", "Bytes", .crypto]),

        // Leaves
        library("CBOR", ["Bytes"]),
        library("HTTPTransfer", ["CCurl"]),
        library("QRCode", ["CQREncode"]),
        library("StrictJSON"),
        library("Bytes"),

        // System libraries
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
        .target(name: "CImageScan", linkerSettings: [.linkedLibrary("zbar"), .linkedLibrary("gd")]),
        .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(
            name: "CPhoneNumbers",
            linkerSettings: [.linkedLibrary("phonenumber"), .linkedLibrary("protobuf"), .linkedLibrary("stdc++")]),
        .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .target(name: "CUnicode", linkerSettings: [.linkedLibrary("icuuc"), .linkedLibrary("icui18n")]),

        // Tests
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
        tests("AddressesTests", ["Addresses", "Identity"]),
        .target(
            name: "ServiceFixtures",
            dependencies: [
                "SignInService", "Store", "Delivery", "SignInPolicy", "Identity", "OneTimeCodes", "PasswordHashing",
                "ApprovalProtocol", "Bytes", "CBOR", "TestSupport", .crypto, .logging,
            ],
            path: "Tests/ServiceFixtures", swiftSettings: settings),
        .executableTarget(
            name: "aikagi-benchmarks",
            dependencies: [
                "ServiceFixtures", "SignInService", "SignInPolicy", "PasswordHashing", "Store", "Identity",
                "TestSupport",
            ],
            path: "Benchmarks/InProcess", swiftSettings: settings),
        tests("ApprovalProtocolTests", ["ApprovalProtocol", "CBOR", "Bytes", .crypto]),
        tests(
            "AuthenticatorCoreTests",
            ["AuthenticatorCore", "ApprovalProtocol", "OneTimeCodes", "CBOR", "Bytes", .crypto]),
        tests("BytesTests", ["Bytes"]),
        tests("CBORTests", ["CBOR", "Bytes"]),
        tests("HTTPTransferTests", ["HTTPTransfer"]),
        tests("StrictJSONTests", ["StrictJSON"]),
        tests(
            "PublicKeyCredentialsTests", ["PublicKeyCredentials", "CBOR", "Bytes", .crypto]),
        tests("WebPushTests", ["WebPush", "Bytes", .crypto]),
        tests("IdentityTests", ["Identity"]),
        tests("SignInPolicyTests", ["SignInPolicy", "Identity"]),
        tests("OneTimeCodesTests", ["OneTimeCodes", "Bytes"]),
        tests("OpenIDConnectTests", ["OpenIDConnect", "StrictJSON", "Identity", "Bytes"]),
        tests("PasswordHashingTests", ["PasswordHashing", "Bytes"]),
        tests("QRCodeTests", ["QRCode"]),
        tests("StoreTests", ["Store", "SignInPolicy", "Identity", "Bytes", .grdb, .crypto, .logging]),
        tests("StoreContractTests", ["Store", "SignInPolicy", "Identity", "Bytes", .logging]),
        tests(
            "DeliveryTests",
            ["Delivery", "Store", "Identity", "WebPush", "HTTPTransfer", "Bytes", .crypto, .logging]),
        tests(
            "SignInServiceTests",
            [
                "SignInService", "Store", "Delivery", "SignInPolicy", "Identity", "OneTimeCodes", "PasswordHashing",
                "ServiceFixtures", "Addresses", "ApprovalProtocol", "PublicKeyCredentials", "CBOR", "HTTPTransfer",
                "Bytes",
                .crypto, .logging,
            ]),
        tests("PagesTests", ["Pages", "Identity"]),
        tests(
            "WebTests",
            [
                "Web", "SignInService", "Pages", "Identity", "ServiceFixtures", .hummingbird, .hummingbirdTesting,
                .httpTypes, .logging,
            ]),
        tests(
            "EndToEndTests",
            [
                "Web", "Pages", "SignInService", "Store", "Delivery", "SignInPolicy", "Identity", "OneTimeCodes",
                "PasswordHashing", "ServiceFixtures", "Bytes", "ApprovalProtocol", "AuthenticatorCore",
                "PublicKeyCredentials", "OpenIDConnect", "StrictJSON", .hummingbird, .hummingbirdTesting, .httpTypes,
                .logging, .nioCore,
            ]),
        tests(
            "CommandTests",
            [
                "aikagi", "aikagi-authenticator", "SignInService", "Delivery", "Identity", "WebPush", "QRCode",
                .logging,
                .metrics,
            ],
            exclude: ["Transcripts"]),
        tests("RepositoryTests", exclude: (2...6).map { "cases-issue-\($0).txt" }),
    ],
    swiftLanguageModes: [.v6]
)
