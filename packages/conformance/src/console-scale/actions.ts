import type { Page } from 'puppeteer-core';
import { LARGE_CONSUMER, LARGE_PROVIDER } from './fill-console';
import { type Action, click, press, type } from './measured-page';

const ROWS = `document.querySelectorAll('main tbody tr').length`;
const IS_NEW = `${ROWS} > 0 && firstRow() !== rowBefore`;
const isTitled = (title: string) => `document.querySelector('h1')?.textContent === ${JSON.stringify(title)}`;
/** By then a list has asked for what it is narrowed to. */
const ASKED_AFTER_MS = 200;
const hasOptions = `[...document.querySelectorAll('[role="option"]')].some((option) => option.checkVisibility())`;
/** A name that only one object of a kind has, among those that are copied. */
const RARE = '77';

const section = (label: string) => click(`//nav//a[normalize-space()='${label}']`);
const button = (label: string) => click(`//button[normalize-space()='${label}' and not(@disabled)]`);
const tab = (label: string) => click(`//*[@role='tab'][starts-with(normalize-space(), '${label}')]`);
const field = (label: string) => `//input[@id=//label[starts-with(normalize-space(), '${label}')]/@for]`;
const openList = (label: string): Action => ({ list: label, what: 'open', ...section(label), isShown: IS_NEW });
const search = (list: string, what: string, text: string, isShown: string = IS_NEW): Action => ({
  list,
  what: text === '' ? 'search for all again' : `search ${text}`,
  ...type(`//input[@aria-label='Search ${what}']`, text),
  isShown,
});
const next = (list: string): Action => ({ list, what: 'next page', ...button('Next'), isShown: IS_NEW });
const openNamed = (list: string, name: string): Action => ({
  list,
  what: `open ${name}`,
  ...click(`//main//tbody//a[normalize-space()='${name}']`),
  isShown: isTitled(name),
});
/** Narrows a list by its choice. The rows may be the same ones, so that it is done once nothing is asked for any more. */
const filter = (list: string, what: string, option: string): readonly Action[] => [
  { list, what: 'open the filter', ...click(`//input[@aria-label='Which ${what}']`), isShown: hasOptions },
  {
    list,
    what: `filter: ${option}`,
    ...click(`//*[@role='option'][normalize-space()='${option}']`),
    isShown: `!(${hasOptions}) && performance.now() - startedAt > ${ASKED_AFTER_MS} && isQuiet(50)`,
  },
];
/** Opens the list of a field, and types a few letters into it. */
const pick = (list: string, label: string, text: string): readonly Action[] => [
  { list, what: `open the field ${label}`, ...click(field(label)), isShown: hasOptions },
  {
    list,
    what: `type ${text} into the field ${label}`,
    ...type(field(label), text),
    isShown: `[...document.querySelectorAll('[role="option"]')].some((option) => option.textContent.includes(${JSON.stringify(text)}))`,
  },
];
const escape = (list: string): Action => ({
  list,
  what: 'close it',
  ...press('Escape', 'Escape'),
  isShown: `!(${hasOptions})`,
});

const openPalette = async ({ keyboard }: Page) => {
  await keyboard.down('Control');
  await keyboard.press('k');
  await keyboard.up('Control');
};

/** By then each page has asked again for what it shows. */
const FOLLOWED_AFTER_MS = 1_000;
const changeSomething = (page: Page) =>
  page.evaluate(`fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-switchyard-console': '1' },
    body: JSON.stringify({ query: 'mutation($name: String!) { createConsumer(input: { name: $name }) { revision } }',
      variables: { name: 'changed-' + Date.now() } }),
  }).then((response) => response.json())`);

/** What an operator does with each list, beginning at the overview. Each action begins where the one before has ended. */
export const ACTIONS: readonly Action[] = [
  openList('AI APIs'),
  next('AI APIs'),
  {
    list: 'AI APIs',
    what: 'follow a change of somebody else',
    act: changeSomething,
    isShown: `performance.now() - startedAt > ${FOLLOWED_AFTER_MS}`,
  },
  ...filter('AI APIs', 'AI APIs', 'Failover'),
  ...filter('AI APIs', 'AI APIs', 'All AI APIs'),
  search('AI APIs', 'AI APIs', `ai-api-${RARE}`),
  search('AI APIs', 'AI APIs', ''),
  {
    list: 'AI APIs',
    what: 'open the form of a new one',
    ...button('Create AI API'),
    isShown: `document.querySelector('[role="dialog"] form') !== null`,
  },
  ...pick('AI APIs', 'Providers', `provider-${RARE}`),
  { ...escape('AI APIs'), isShown: `document.querySelector('[role="dialog"]') === null` },
  search('AI APIs', 'AI APIs', LARGE_PROVIDER),
  openNamed('AI APIs', LARGE_PROVIDER),
  {
    list: 'AI API with 1,000 models',
    what: 'explain',
    ...tab('Explain'),
    isShown: `document.querySelector('.sy-note') !== null`,
  },
  ...pick('AI API with 1,000 models', 'Model that the consumer asks for', 'large-model-9'),
  {
    list: 'AI API with 1,000 models',
    what: 'connect',
    ...tab('Connect'),
    isShown: `document.querySelector('.sy-code') !== null`,
  },
  { list: 'AI API with 1,000 models', what: 'open the field Model', ...click(field('Model')), isShown: hasOptions },
  escape('AI API with 1,000 models'),
  {
    list: 'AI API with 1,000 models',
    what: 'policies',
    ...tab('Policies'),
    isShown: `document.body.textContent.includes('No policy is attached.')`,
  },
  { list: 'Policy editor', what: 'open', ...button('Attach policy'), isShown: isTitled('Attach policy') },
  ...pick('Policy editor', 'Add production target', 'large-model-99'),
  {
    list: 'Policy editor',
    what: 'add a target',
    ...press('ArrowDown', 'Enter'),
    isShown: `document.querySelectorAll('[role="listitem"]').length === 1`,
  },
  {
    list: 'Policy editor',
    what: 'preview',
    ...button('Preview'),
    isShown: `document.body.textContent.includes('1,000 requests with')`,
  },
  { list: 'Policy editor', what: 'leave', ...button('Cancel'), isShown: isTitled(LARGE_PROVIDER) },

  openList('Providers'),
  next('Providers'),
  ...filter('Providers', 'templates', 'OpenAI'),
  search('Providers', 'providers', `provider-${RARE}`),
  search('Providers', 'providers', LARGE_PROVIDER, `${ROWS} === 1`),
  openNamed('Providers', LARGE_PROVIDER),
  {
    list: 'Provider with 1,000 models',
    what: 'type a model',
    ...type(`//input[@id=//label[starts-with(normalize-space(), 'Models to add')]/@for]`, 'new'),
    isShown: 'true',
  },
  {
    list: 'Provider with 1,000 models',
    what: 'take it off again',
    ...press('Backspace', 'Backspace', 'Backspace'),
    isShown: 'true',
  },
  {
    list: 'Provider with 1,000 models',
    what: 'endpoints',
    ...tab('Endpoints'),
    isShown: `document.body.textContent.includes('Add production endpoint')`,
  },
  { list: 'Provider with 1,000 models', what: 'models', ...tab('Models'), isShown: `${ROWS} > 0` },

  openList('Consumers'),
  next('Consumers'),
  ...filter('Consumers', 'consumers', 'Enabled'),
  search('Consumers', 'consumers', `consumer-${RARE}`),
  openNamed('Consumers', `consumer-${RARE}`),
  { ...next('Consumer with 100 keys'), isShown: IS_NEW },
  ...filter('Consumer with 100 keys', 'keys', 'Active'),
  ...pick('Consumer with 100 keys', 'AI APIs that it may call', `ai-api-${RARE}`),
  escape('Consumer with 100 keys'),
  openList('Consumers'),
  search('Consumers', 'consumers', LARGE_CONSUMER, `${ROWS} === 1`),
  openNamed('Consumers', LARGE_CONSUMER),
  ...pick('Consumer with access to 200 AI APIs', 'AI APIs that it may call', `ai-api-${RARE}`),
  escape('Consumer with access to 200 AI APIs'),

  openList('History'),
  next('History'),
  ...filter('History', 'revisions', 'Of policies'),
  ...filter('History', 'revisions', 'All revisions'),
  search('History', 'comments and operations', 'Change 99'),
  search('History', 'comments and operations', ''),
  {
    list: 'History',
    what: "show the system's own",
    ...click(`//label[normalize-space()="With the system's own"]`),
    isShown: `${ROWS} > 0`,
  },

  openList('Requests'),
  next('Requests'),
  { list: 'Requests', what: 'open the field Show', ...click(field('Show')), isShown: hasOptions },
  {
    list: 'Requests',
    what: 'choose AI API',
    ...click(`//*[@role='option'][normalize-space()='AI API']`),
    isShown: `[...document.querySelectorAll('label')].some((label) => label.textContent === 'AI API')`,
  },
  ...pick('Requests', 'AI API', `ai-api-${RARE}`),
  {
    list: 'Requests',
    what: 'filter by it',
    ...press('ArrowDown', 'Enter'),
    isShown: `location.search.includes('value=') && ${ROWS} > 0`,
  },
  {
    list: 'Requests',
    what: 'open one',
    ...click(`//main//tbody//button`),
    isShown: `document.querySelector('[role="dialog"] .sy-timeline') !== null`,
  },
  {
    list: 'Requests',
    what: 'close it',
    ...press('Escape'),
    isShown: `document.querySelector('[role="dialog"]') === null`,
  },

  {
    list: 'Usage',
    what: 'open',
    ...section('Usage'),
    isShown: `${ROWS} > 0 && document.querySelector('.recharts-area-area') !== null`,
  },
  { list: 'Usage', what: 'open the field By', ...click(field('By')), isShown: hasOptions },
  {
    list: 'Usage',
    what: 'by consumer',
    ...click(`//*[@role='option'][normalize-space()='Consumer']`),
    isShown: IS_NEW,
  },

  { list: 'Playground', what: 'open', ...section('Playground'), isShown: isTitled('Playground') },
  ...pick('Playground', 'AI API', `ai-api-${RARE}`),
  escape('Playground'),

  {
    list: 'Search everywhere',
    what: 'open',
    act: openPalette,
    isShown: `document.querySelector('[aria-label="Search"]') !== null`,
  },
  {
    list: 'Search everywhere',
    what: `type ${RARE}`,
    act: (page) => page.keyboard.type(RARE),
    isShown: `[...document.querySelectorAll('.mantine-Spotlight-action')].some((action) => action.textContent.includes('ai-api-'))`,
  },
  {
    list: 'Search everywhere',
    what: 'go',
    ...press('Enter'),
    isShown: `document.querySelector('h1')?.textContent.includes(${JSON.stringify(RARE)})`,
  },

  { list: 'Access', what: 'open', ...section('Access'), isShown: isTitled('Access') },
  { list: 'Data planes', what: 'open', ...section('Data planes'), isShown: isTitled('Data planes') },
  { list: 'API', what: 'open', ...section('API'), isShown: `document.querySelector('.cm-content') !== null` },
  {
    list: 'Manifest',
    what: 'open',
    ...section('Manifest'),
    isShown: `document.querySelector('.cm-content') !== null || document.querySelector('.sy-note') !== null`,
  },
  { list: 'Overview', what: 'open', ...section('Overview'), isShown: isTitled('Overview') },
];
