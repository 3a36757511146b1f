import 'reflect-metadata';
import { DomainError } from '../../kernel/errors/domain-error';
import { checkInput } from '../../kernel/rules/check-input';
import { type Labels, labelsSchema } from './label-rules';
import { type LabelSelector, labelSelectorSchema } from './label-selector';

const selector = (text: string): LabelSelector => checkInput(labelSelectorSchema, text);
function refusalOf(rules: Parameters<typeof checkInput>[0], input: unknown): string {
  try {
    checkInput(rules, input);
  } catch (error) {
    const fields = error instanceof DomainError ? (error.details.fields ?? []) : [];
    return fields.map(({ message }) => message).join('; ');
  }
  throw new Error(`${JSON.stringify(input)} was accepted`);
}

const CHAT = { team: 'chat', tier: 'gold' };
const SEARCH = { team: 'search' };
const NONE = {};
const ALL: readonly Labels[] = [CHAT, SEARCH, NONE];

test.each<[string, readonly Labels[]]>([
  ['team=chat', [CHAT]],
  ['team == chat', [CHAT]],
  ['team!=chat', [SEARCH, NONE]],
  ['team in (chat, search)', [CHAT, SEARCH]],
  ['team notin (chat,other)', [SEARCH, NONE]],
  ['team', [CHAT, SEARCH]],
  ['!team', [NONE]],
  ['team,tier=gold', [CHAT]],
  ['team in (chat,search), tier notin (gold), team', [SEARCH]],
  ['constructor', []],
  ['!example.com/team,team=', []],
])('%s', (text, matching) => {
  expect(ALL.filter((labels) => selector(text).matches(labels))).toEqual(matching);
});

test.each([
  ['', 'has an empty requirement'],
  ['team=chat,', 'has an empty requirement'],
  ['team in ()', '"team in ()": the parentheses have no value'],
  ['team=a=b', '"team=a=b": must be a requirement on a label'],
  ['team in chat', '"team in chat": must be a requirement'],
  ['(team)', '"(team)": must be a requirement'],
  ['team in (a', '"team in (a": must be a requirement'],
  ['-team=chat', '"-team" cannot be the key of a label'],
  ['team in (ok,not/ok)', '"not/ok" cannot be the value of a label'],
])('%j is refused', (text, message) => {
  expect(refusalOf(labelSelectorSchema, text)).toContain(message);
});

it('tells the labels that conflict from those that are missing', () => {
  expect(selector('team=chat,tier').conflictsIn(SEARCH)).toEqual({ team: 'search' });
  expect(selector('team=chat').conflictsIn(NONE)).toEqual({});
  expect(selector('!tier').conflictsIn(CHAT)).toEqual({ tier: 'gold' });
});

test.each<[string, object, string]>([
  ['a key with a space', { 'my team': 'a' }, 'must be 1 to 63 letters'],
  ['a key that is too long', { ['k'.repeat(64)]: 'a' }, 'must be 1 to 63 letters'],
  ['a prefix that is no DNS name', { 'Example_/team': 'a' }, 'must be 1 to 63 letters'],
  ['a value with a slash', { team: 'a/b' }, 'must be at most 63 letters'],
  ['a value that is too long', { team: 'v'.repeat(64) }, 'must be at most 63 letters'],
  ['a number', { version: 1 }, 'put it in quotation marks'],
  ['33 labels', Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`k${index}`, 'v'])), 'at most 32 labels'],
])('labels with %s are refused', (_, labels, message) => {
  expect(refusalOf(labelsSchema, labels)).toContain(message);
});

it('accepts the labels that Kubernetes accepts', () => {
  const labels = { a: '', 'app.kubernetes.io/part-of': 'Shop_1.0', ['k'.repeat(63)]: 'v'.repeat(63) };
  expect(checkInput(labelsSchema, labels)).toEqual(labels);
});
