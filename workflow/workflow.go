// Package workflow has the rules by which evidence becomes a credential. It does
// no I/O: package engine loads, asks these rules, and files what they say.
//
// One submission, step by step:
//
//	Publish              Activity, Achievement, Tasks; ActivityPublished
//	Task.Accept          Submission, EvidenceSubmitted
//	  (jobs asks the approver of the step)
//	Submission.Record    approve, and steps left: StepPassed
//	                     approve, and none left:  TaskPassed; with the last task an Award, AwardGranted
//	                     improve:                 SubmissionReturned; Improve begins the next attempt
//	                     reject:                  SubmissionRejected
//	                     wait:                    asked again when something is known, or at the time named
//	  (jobs draws the picture once, builds, signs and files the credential)
//	Award.Issue          CredentialIssued
package workflow
