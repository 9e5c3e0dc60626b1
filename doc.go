// Package laurel holds the words that every other package uses: who acts, what
// may be done, what went wrong, what has happened, and where a thing is found.
// It has no rules and does no I/O, and imports nothing but the standard library.
//
// The house has six floors. A package imports from its own folder or from lower
// floors; two folders on one floor do not know each other. architecture_test.go
// holds the sources to it.
//
//	5  cmd/laurel         wires the rest together and runs it
//	4  web, jobs          two doors to the same rooms: people, and time
//	3  workflow           evidence becomes a credential
//	2  plugins            who decides about evidence
//	1  tenants, policies  whose data it is, and who may do what
//	0  laurel             this package
//
// There are three kinds of files. A rule decides and does no I/O
// (workflow/submission.go). A request carries out one thing that somebody asks
// for, in one transaction of one tenant (workflow/engine/submit_evidence.go).
// Rows are the SQL of a request (workflow/engine/rows_submission.go).
//
// Follow one badge through the house: web/page takes what the learner submits;
// engine.SubmitEvidence files it with an event; jobs asks the approver that the
// task's flow names, a process under plugins/host; engine.RecordVerdict enters
// what it said; an award leads jobs to draw, sign and file the credential, and
// to enter it in the learner's portfolio.
package laurel
