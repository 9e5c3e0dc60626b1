package registry

// Beside is another registry on the same database, as a replica has it, without
// a gate yet.
func Beside(r *Registry) *Registry { return New(r.db, r.vault) }
