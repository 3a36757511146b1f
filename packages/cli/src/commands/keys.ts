import type { Command } from 'commander';
import type { Perform } from '../command-context';
import { addKeysIssue } from './keys-issue';
import { addKeysList } from './keys-list';
import { addKeysRevoke } from './keys-revoke';

export function addKeys(program: Command, perform: Perform): void {
  const keys = program.command('keys').description('issue, list and revoke consumer keys');
  addKeysIssue(keys, perform);
  addKeysList(keys, perform);
  addKeysRevoke(keys, perform);
}
