import type { KeyInput } from 'puppeteer-core';
import type { ConsoleBrowser } from './console-browser';
import type { DrawnParts } from './screen-states.suite';

const DIALOG = '[role="dialog"]';
const ASKED = 'What you typed here is not saved.';

/** Declares what forms and editors take, and what they say of it. Somebody is signed in. */
export function judgeTypedText(parts: () => DrawnParts): void {
  describe('what is typed', () => {
    let console: ConsoleBrowser;
    beforeAll(() => ({ console } = parts()));

    const press = async (...keys: readonly KeyInput[]) => {
      for (const key of keys) await console.page.keyboard.press(key);
    };
    const withControl = async (key: KeyInput) => {
      await console.page.keyboard.down('Control');
      await press(key);
      await console.page.keyboard.up('Control');
    };

    it('can be a CA certificate, and is refused at its field if it is none', async () => {
      await console.goto('/providers/acme?tab=endpoints');
      await console.click('button', 'Edit production-main');
      await console.fill('CA certificate', 'no PEM', DIALOG);
      await console.click('button', 'Save endpoint', DIALOG);
      await console.page.waitForSelector('textarea[aria-invalid="true"]');
      await console.click('button', 'Cancel', DIALOG);
    });

    it('can be labels of a new consumer', async () => {
      await console.goto('/consumers');
      await console.click('button', 'Create consumer');
      await console.fill('Name', 'labelled', DIALOG);
      await console.fill('Labels', 'team=chat', DIALOG, 'combobox');
      await console.page.keyboard.press('Enter');
      await console.click('button', 'Create consumer', DIALOG);
      await console.sees('Consumer created');
      await console.goto('/manifest?labels=team%3Dchat');
      await console.sees('labelled');
      expect(await console.text('.cm-content')).not.toContain('acme');
    });

    it('in a dialog is not lost by Escape, nor by the way back, without a question', async () => {
      const typedName = () => console.page.$eval(`${DIALOG} input`, (input) => Reflect.get(input, 'value') as unknown);
      const closes = () => console.page.waitForSelector(DIALOG, { hidden: true });
      await console.goto('/providers');
      await console.click('link', 'Consumers', 'nav');
      await console.click('button', 'Create consumer');
      await console.find('textbox', 'Name', DIALOG);
      await press('Escape');
      await closes();
      await console.click('button', 'Create consumer');
      await console.fill('Name', 'forgotten', DIALOG);
      await press('Escape');
      await console.sees(ASKED);
      expect(await console.inspect('a dialog that asks')).toEqual([]);
      await console.click('button', 'Keep editing', DIALOG);
      expect(await console.text()).not.toContain(ASKED);
      await console.page.evaluate('history.back()');
      await console.sees('Leave without saving?');
      await press('Escape');
      await console.page.waitForFunction(`!document.body.innerText.includes('Leave without saving?')`);
      expect(await typedName()).toBe('forgotten');
      await press('Escape');
      await console.click('button', 'Discard', DIALOG);
      await closes();
      await console.click('button', 'Create consumer');
      await console.find('textbox', 'Name', DIALOG);
      expect(await typedName()).toBe('');
      await press('Escape');
      await closes();
    });

    it("can be a provider's profile, which a plan shows before it is applied", async () => {
      await console.goto('/providers/acme?tab=profile');
      await console.click('link', 'Edit the profile of acme');
      await console.sees('Only provider acme');
      await console.click('textbox', 'Manifest in YAML');
      expect(await console.text('.cm-content')).not.toContain('aiApis');
      await withControl('Home');
      // The line that begins with its name.
      await press('ArrowDown', 'End', 'Enter');
      await console.page.keyboard.type('profile: { remainingTokensHeader: x-tokens-left }');
      await console.click('button', 'Show plan');
      await console.sees('x-tokens-left');
      await console.click('button', 'Apply this plan');
      await console.sees('Manifest applied');
      await console.click('link', 'acme', 'main');
      await console.sees(/Overridden\s+remainingTokensHeader/);
    });

    it('in a manifest is completed from the schema, and marked where it is wrong', async () => {
      await console.goto('/manifest?labels=team%3Dchat');
      await console.sees('labelled');
      await console.click('textbox', 'Manifest in YAML');
      await withControl('End');
      await console.page.keyboard.type('prov');
      await console.page.waitForSelector('.cm-tooltip-autocomplete');
      expect(await console.text('.cm-tooltip-autocomplete')).toContain('providers');
      await press('Escape');
      await console.page.keyboard.type('ocation: 1');
      await console.page.waitForSelector('.cm-lintRange-error');
    });
  });
}
