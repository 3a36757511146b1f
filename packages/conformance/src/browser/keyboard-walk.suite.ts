import { until } from '@switchyard/runtime';
import type { FullStack } from '../harness/full-stack';
import type { GraphqlClient } from '../harness/graphql';
import type { ConsoleBrowser } from './console-browser';
import { Keyboard } from './keyboard';

/** What the walk needs of a test file that has started it. */
export interface WalkedParts {
  readonly stack: FullStack;
  readonly console: ConsoleBrowser;
  readonly graphql: GraphqlClient;
}

const DIALOG = '[role="dialog"]';
const NAV = 'nav';
const REVOKE = '//button[starts-with(normalize-space(), "Revoke")]';

/** Whoever was signed in is not any more. */
const END_SESSION = `fetch('/session/end', { method: 'POST', headers: { 'x-switchyard-console': '1' } })`;

/**
 * Declares the operator's walk-through for somebody who has no pointer. Somebody is signed in when it ends.
 */
export function walkByKeyboard(parts: () => WalkedParts): void {
  describe("the operator's walk-through, by keyboard alone", () => {
    let stack: FullStack;
    let console: ConsoleBrowser;
    let graphql: GraphqlClient;
    let keys: Keyboard;

    beforeAll(async () => {
      ({ stack, console, graphql } = parts());
      keys = await Keyboard.at(console);
      await console.page.goto(console.url);
      await console.page.evaluate(END_SESSION);
      await console.goto('/');
    });
    afterEach(async () => {
      const problems = [...keys.problems];
      keys.problems.clear();
      expect(problems).toEqual([]);
      expect(await keys.pointerEvents()).toBe(0);
    });

    const section = async (label: string) => {
      await keys.enter('link', label, NAV);
      await keys.isAtContent();
    };
    const closes = () => console.page.waitForSelector(DIALOG, { hidden: true });

    it('signs in, skips the navigation, and goes to any page by its name', async () => {
      await keys.isAt('textbox', 'Access token');
      await console.page.keyboard.type(stack.adminToken);
      await keys.press('Enter');
      await console.sees('Live');
      await keys.press('Tab');
      await keys.isAt('link', 'Skip to the content');
      await keys.press('Enter');
      await keys.isAtContent();
      await keys.chord('Control', 'k');
      await keys.isAt('textbox', 'Search');
      await console.page.keyboard.type('History');
      await keys.press('Enter');
      await keys.isAtContent();
      await console.sees('Every change is one revision.');
    });

    it('makes a provider with models and endpoints, and gets the focus back from each dialog', async () => {
      await section('Providers');
      await keys.enter('button', 'Create provider');
      await keys.isAt('textbox', 'Name', DIALOG);
      await keys.press('Escape');
      await closes();
      await keys.isAt('button', 'Create provider');
      await keys.press('Enter');
      await keys.isAt('textbox', 'Name', DIALOG);
      await console.page.keyboard.type('keys');
      await keys.enter('button', 'Create provider', DIALOG);
      await console.sees('This provider has no models yet.');
      await keys.isAtContent();
      await keys.to('combobox', 'Model list');
      for (const model of ['first', 'second', 'third']) {
        await console.page.keyboard.type(model);
        await keys.press('Enter');
      }
      await keys.enter('button', 'Update');
      await console.sees('Models (3)');
      await keys.keepsFocus('the models were added');
      await keys.to('tab', 'Models (3)');
      await keys.press('ArrowRight');
      await console.sees('There is no sandbox endpoint.');
      for (const environment of ['production', 'sandbox']) {
        await keys.enter('button', `Add ${environment} endpoint`);
        await keys.isAt('textbox', 'Name', DIALOG);
        await console.page.keyboard.type(`${environment}-keys`);
        await keys.type('URL', `${stack.simulator.url}/v1`, DIALOG);
        await keys.type('API key', `sk-keys-${environment}-1234`, DIALOG);
        await keys.enter('button', 'Add endpoint', DIALOG);
        await closes();
        await keys.isAt('button', `Add ${environment} endpoint`);
      }
      await keys.enter('button', 'Test sandbox-keys');
      await console.sees(/works · 200/);
      await keys.isAt('button', 'Test sandbox-keys');
      await keys.enter('button', 'Delete sandbox-keys');
      await console.sees('Nothing depends on it.');
      await keys.press('Escape');
      await closes();
      await keys.isAt('button', 'Delete sandbox-keys');
    });

    it('makes an AI API, weighs targets, and puts a failover chain in order', async () => {
      await section('AI APIs');
      await keys.enter('button', 'Create AI API');
      await keys.isAt('textbox', 'Name', DIALOG);
      await console.page.keyboard.type('keyed');
      await keys.choose('Providers', 'keys', DIALOG);
      // The first closes the list, and leaves the dialog.
      await keys.press('Escape');
      await keys.enter('button', 'Create AI API', DIALOG);
      await console.sees('No policy is attached.');
      await keys.isAtContent();
      await keys.enter('button', 'Attach policy');
      await keys.isAtContent();
      await keys.choose('Add production target', 'first · production-keys');
      await keys.choose('Add production target', 'second · production-keys');
      await keys.type('Weight of first · production-keys', '75');
      await keys.type('Weight of second · production-keys', '25');
      await console.find('image', 'Shares: first on production-keys 75 %, second on production-keys 25 %');
      await keys.to('//input[@type="radio"][@value="WEIGHTED_ROUND_ROBIN"]');
      await keys.press('ArrowRight');
      await keys.type('Add production target', 'nowhere', '', 'combobox');
      await console.sees('Nothing has that name');
      // Enter takes the first match, and sends no form where there is none.
      await keys.press('Enter');
      await keys.type('Add production target', 'third', '', 'combobox');
      const marked = '//*[@role="option"][contains(., "third")][@data-combobox-selected]';
      await console.page.waitForSelector(`::-p-xpath(${marked})`);
      await keys.press('Enter');
      await keys.enter('button', 'Move third · production-keys up');
      await keys.press('Enter');
      await console.sees('third on production-keys is now the primary.');
      await keys.isAt('button', 'Move third · production-keys up');
      await keys.enter('button', 'Remove second · production-keys');
      await keys.keepsFocus('a target was removed');
      await keys.enter('button', 'Attach policy');
      await console.sees('Failover from keys/third');
      await keys.isAtContent();
    });

    it('makes a consumer with access, and a key that only its button puts away', async () => {
      await section('Consumers');
      await keys.enter('button', 'Create consumer');
      await keys.isAt('textbox', 'Name', DIALOG);
      await console.page.keyboard.type('keyed-app');
      await keys.press('Enter');
      await console.sees('This consumer has no key.');
      await keys.isAtContent();
      await keys.choose('AI APIs that it may call', 'keyed');
      await keys.press('Escape');
      await keys.enter('button', 'Save access');
      await console.sees('Access saved');
      await keys.keepsFocus('access was saved');
      await keys.enter('button', 'Issue key');
      await keys.enter('button', 'Issue key', DIALOG);
      await console.sees('Copy it now.');
      const key = await console.value('Secret');
      await keys.press('Escape');
      await keys.enter('button', 'I have stored it', DIALOG);
      await closes();
      await keys.isAt('button', 'Issue key');
      expect(key).toMatch(/^sy_live_/);
      await keys.enter(REVOKE);
      await console.sees('A revoked key stays revoked');
      await keys.press('Escape');
      await closes();
      await keys.isAt(REVOKE);
    });

    it('asks in the playground, and opens and closes the request that came of it', async () => {
      await section('Playground');
      await keys.choose('AI API', 'keyed');
      await keys.enter('button', 'Issue a production key for 15 minutes');
      await console.sees(/Key for production until/);
      stack.simulator.setBehaviours([{ match: { model: 'third' }, answer: { status: 503 } }]);
      await keys.type('Model', 'third', '', 'combobox');
      await keys.press('Escape');
      await keys.to('textbox', 'Prompt');
      await keys.chord('Control', 'Enter');
      await console.sees(/answered · 200/);
      await console.sees('keys / production-keys/first');
      stack.simulator.setBehaviours([]);
      await section('Requests');
      await console.sees(/playground\s+third → first/);
      const row = '//tr[contains(., "third → first")]//button';
      await keys.enter(row);
      await console.sees('The next target was asked.');
      await keys.press('Escape');
      await closes();
      await keys.isAt(row);
    });

    it('rolls back from the history, and signs out', async () => {
      await section('History');
      const { revisions } = await graphql.ask<{ revisions: { nodes: { number: number; operation: string }[] } }>(
        '{ revisions { nodes { number operation } } }',
      );
      const attached = revisions.nodes.find(({ operation }) => operation === 'attachFailoverPolicy')!.number;
      await keys.enter('link', String(attached));
      await console.sees('Differences');
      await keys.isAtContent();
      await keys.enter(
        `//section[@aria-label="Roll back"]//button[contains(., "ack to") and contains(., " ${attached}")]`,
      );
      await console.sees(`Plan: back to revision ${attached}`);
      await keys.enter('button', `Roll back to revision ${attached}`);
      await console.sees(/Rolled back|already as it was/);
      await keys.enter('button', 'administrator');
      await keys.arrowTo('menuitem', 'Sign out');
      await Promise.all([console.page.waitForNavigation(), keys.press('Enter')]);
      await keys.isAt('textbox', 'Access token');
      await console.page.keyboard.type(stack.adminToken);
      await keys.press('Enter');
      await console.sees('Live');
    });

    it('reaches nothing that is out of sight on a narrow screen, and opens the navigation there', async () => {
      await console.narrow();
      await keys.enter('button', 'Open the navigation');
      await keys.enter('link', 'Data planes', NAV);
      await keys.isAtContent();
      await until(async () => (await console.text('h1')) === 'Data planes', 'the page is open');
      await keys.to('button', 'Open the navigation');
      await console.widen();
    });
  });
}
