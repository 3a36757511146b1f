/** The kinds of failure that pipelines need to distinguish. */
export type FailureKind = 'usage' | 'refused' | 'denied' | 'unavailable' | 'not-rolled-out' | 'fault' | 'interrupted';

export const EXIT_CODE_DONE = 0;
/** Only `diff` uses it, as kubectl's and POSIX's do. */
export const EXIT_CODE_DIFFERENT = 1;

/** Documented in docs/cli.md and in every `--help`: their meaning never changes. */
export const EXIT_CODES: Readonly<Record<FailureKind, number>> = {
  usage: 2,
  refused: 3,
  denied: 4,
  unavailable: 5,
  'not-rolled-out': 6,
  fault: 7,
  interrupted: 130,
};

export const EXIT_CODES_HELP = `Exit codes:
  0    done
  1    "diff" only: there are differences
  2    usage error: an invalid argument, file, environment variable or address; nothing was changed
  3    refused: the manifest or the input breaks a rule, an object does not exist, or another change came first
  4    denied: the token is missing or invalid, or its role does not allow this
  5    unavailable: the control plane cannot be reached, is busy, or did not answer in time; try again
  6    committed, but not rolled out: with --wait, a data plane refused the revision or the wait timed out
  7    internal error in the control plane, or a response that this program does not understand
  130  interrupted, or declined (143 on SIGTERM)`;
