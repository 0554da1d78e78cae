import Foundation

/// `value` after a journey through the form in which the store keeps it.
func storedAndLoaded<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: try JSONEncoder().encode(value))
}
