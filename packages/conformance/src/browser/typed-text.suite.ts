import type { ConsoleBrowser } from './console-browser';
import type { DrawnParts } from './screen-states.suite';

const DIALOG = '[role="dialog"]';

/** Declares what forms and editors take, and what they say of it. Somebody is signed in. */
export function judgeTypedText(parts: () => DrawnParts): void {
  describe('what is typed', () => {
    let console: ConsoleBrowser;
    beforeAll(() => ({ console } = parts()));

    const press = (key: 'Escape' | 'End') => console.page.keyboard.press(key);

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

    it('in a manifest is completed from the schema, and marked where it is wrong', async () => {
      await console.goto('/manifest?labels=team%3Dchat');
      await console.sees('labelled');
      await console.click('textbox', 'Manifest in YAML');
      await console.page.keyboard.down('Control');
      await press('End');
      await console.page.keyboard.up('Control');
      await console.page.keyboard.type('prov');
      await console.page.waitForSelector('.cm-tooltip-autocomplete');
      expect(await console.text('.cm-tooltip-autocomplete')).toContain('providers');
      await press('Escape');
      await console.page.keyboard.type('ocation: 1');
      await console.page.waitForSelector('.cm-lintRange-error');
    });
  });
}
