package host

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// longestSockets is how long the path of the folder for sockets may be, in bytes:
// the systems allow 103 in all, and go-plugin adds two drawn names.
const longestSockets = 103 - len("/plugin-dir4294967295/plugin4294967295")

// folders are where approvers work and where their sockets are.
type folders struct {
	root    string
	sockets string // the root, if its path is short enough, else a folder for temporary files
}

// openFolders clears away what a host that was killed left behind.
func openFolders(folder string) (folders, error) {
	if folder == "" {
		return folders{}, errors.New("no folder is given")
	}
	root, err := filepath.Abs(filepath.Join(folder, "approvers"))
	if err != nil {
		return folders{}, err
	}
	if err := os.RemoveAll(root); err != nil {
		return folders{}, err
	}
	if err := os.MkdirAll(root, 0o700); err != nil {
		return folders{}, err
	}
	if len(root) <= longestSockets {
		return folders{root: root, sockets: root}, nil
	}
	sockets, err := os.MkdirTemp("", "laurel-")
	return folders{root: root, sockets: sockets}, err
}

// work makes an empty folder for one process.
func (f folders) work(key string) (string, error) {
	return os.MkdirTemp(f.root, strings.NewReplacer("@", "-", "/", "-").Replace(key)+"-")
}

// remove takes away what is empty by now or can be missed; the next start sweeps
// what is left.
func (f folders) remove() {
	_ = os.RemoveAll(f.sockets)
	_ = os.RemoveAll(f.root)
}
