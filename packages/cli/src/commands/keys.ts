import type { Command } from 'commander';
import type { Perform } from '../command-context';
import { addIssueKey } from './issue-key';
import { addListKeys } from './list-keys';
import { addRevokeKey } from './revoke-key';

export function addKeys(program: Command, perform: Perform): void {
  const keys = program.command('keys').description('issue, list and revoke consumer keys');
  addIssueKey(keys, perform);
  addListKeys(keys, perform);
  addRevokeKey(keys, perform);
}
