// Package examples holds no code of its own: its folders are complete approvers
// as organisations write them, each outside this module, and its tests start them
// as the host does and hold them to the contract.
package examples
