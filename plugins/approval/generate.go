package approval

// The code of approvalpb is made from approval.proto by this line, which is the
// only thing here that needs the network. Its result is part of the repository.
//go:generate go run github.com/bufbuild/buf/cmd/buf@v1.75.0 generate
