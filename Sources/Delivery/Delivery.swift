// Delivery tells people things: it words notices in their language, keeps them in a durable outbox, and takes them from
// there to a mail server.
//
// It refuses to send anything inside the use case that causes it: a use case puts a notice into the outbox within its own
// transaction, so that the notice exists exactly when the change does, and the answer to a request takes the same time
// whether mail works or not. It refuses to send to an address that isn't stored, to more than one address at a time,
// and to send a code that has expired.
