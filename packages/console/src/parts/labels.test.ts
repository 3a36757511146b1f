import { labelError, labelInputs, labelTexts } from './labels';

it('shows labels as selectors write them, and reads them back', () => {
  const labels = [
    { key: 'team', value: 'chat' },
    { key: 'example.com/urgent', value: '' },
  ];
  expect(labelTexts(labels)).toEqual(['team=chat', 'example.com/urgent']);
  expect(labelInputs(labelTexts(labels))).toEqual(labels);
});

it('leaves it to the API to refuse a label, and finds what it says', () => {
  expect(labelInputs([' team = chat ', '=x', 'a=b=c'])).toEqual([
    { key: 'team', value: 'chat' },
    { key: '', value: 'x' },
    { key: 'a', value: 'b=c' },
  ]);
  expect(labelError({ name: 'no', 'labels.1.key': 'must begin with a letter' })).toBe('must begin with a letter');
  expect(labelError({ name: 'no' })).toBeUndefined();
});
