package laurel

// Event is a fact that others may want to react to. It is stored with the
// change that caused it, in one transaction, and handed to jobs afterwards.
type Event interface {
	// EventName is stored, so it never changes. It reads "noun.past-participle".
	EventName() string
}
