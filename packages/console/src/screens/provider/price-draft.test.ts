import type { PriceFragment } from './documents.generated';
import { hiddenParts, newPrice, presentPrice, priceDrafts, priceInputs, priceProblems } from './price-draft';

const rates = (input: string) => ({
  inputPerMillion: input,
  outputPerMillion: '10.00',
  cacheReadPerMillion: '0.25',
  cacheWritePerMillion: null,
  cacheWriteHourPerMillion: null,
  reasoningPerMillion: null,
  perRequest: '0',
});
const step = { __typename: 'PriceStep', abovePromptTokens: 200_000, ...rates('5.00') };
const stored = {
  __typename: 'ModelPrice',
  id: 'price',
  validFrom: '2026-03-01T00:00:07.000Z',
  ...rates('2.50'),
  longPrompt: step,
  serviceTiers: [{ __typename: 'ServiceTierPrice', tier: 'priority', ...rates('4.00'), longPrompt: null }],
} as unknown as PriceFragment;

it('sends a price back as it is, also what the form does not show', () => {
  const { __typename: _name, ...plainStep } = step;
  expect(priceInputs(priceDrafts([stored]))).toEqual([
    {
      validFrom: '2026-03-01T00:00:07.000Z',
      ...rates('2.50'),
      longPrompt: plainStep,
      serviceTiers: [{ tier: 'priority', ...rates('4.00'), longPrompt: null }],
    },
  ]);
});

it('sends what was typed: empty for the price of other tokens, and another start to the minute', () => {
  const [draft] = priceDrafts([stored]);
  const [input] = priceInputs([{ ...draft!, validFrom: '2026-04-01T12:30', cacheReadPerMillion: ' ', perRequest: '' }]);
  expect(input).toMatchObject({ validFrom: '2026-04-01T12:30:00Z', cacheReadPerMillion: null, perRequest: '0' });
  expect(priceInputs([newPrice(Date.UTC(2026, 4, 1))])).toEqual([
    expect.objectContaining({ validFrom: '2026-05-01T00:00:00Z', inputPerMillion: '', perRequest: '0' }),
  ]);
});

it('says at the field what is no amount, and which are missing', () => {
  const amount = 'Enter an amount, such as 2.50.';
  expect(priceProblems(priceDrafts([stored]))).toEqual({});
  expect(priceProblems([newPrice(0)])).toEqual({
    'prices.0.inputPerMillion': amount,
    'prices.0.outputPerMillion': amount,
  });
  const [draft] = priceDrafts([stored]);
  expect(priceProblems([draft!, { ...draft!, cacheReadPerMillion: '1,5', validFrom: '' }])).toEqual({
    'prices.1.cacheReadPerMillion': amount,
    'prices.1.validFrom': 'Enter when it begins.',
  });
});

it('says what it does not show, and which price applies', () => {
  expect(priceDrafts([stored]).map(hiddenParts)).toEqual(['long prompts and a service tier']);
  expect(hiddenParts(newPrice(0))).toBeNull();
  const later = { ...stored, validFrom: '2026-06-01T00:00:00Z' };
  const at = (day: number) => presentPrice([later, stored], Date.UTC(2026, 5, day))?.validFrom;
  expect([at(-100), at(0), at(1)]).toEqual([undefined, stored.validFrom, later.validFrom]);
});
