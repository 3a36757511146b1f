import { Group, Table } from '@mantine/core';
import { Fact } from '../../parts/fact';
import { money, number, ratio } from '../../parts/figures';
import { useCurrency } from '../../parts/use-currency';
import type { UsedAmountsFragment } from './documents.generated';
import type { DetailedRequest } from './timeline';

type Tokens = UsedAmountsFragment['tokens'];

const KINDS = [
  ['input', 'Prompt'],
  ['cacheRead', 'Prompt, from the cache'],
  ['cacheWrite5m', 'Prompt, to the cache for minutes'],
  ['cacheWrite1h', 'Prompt, to the cache for an hour'],
  ['output', 'Completion'],
  ['reasoning', 'Reasoning'],
] as const satisfies readonly (readonly [keyof Tokens, string])[];
const MS_PER_SECOND = 1_000;

/** Tokens by kind, those that vendors counted apart from those that the gateway estimates. */
export function UsedTable({ request }: { readonly request: DetailedRequest }) {
  const currency = useCurrency();
  const { tokens, estimatedTokens, cost, estimatedCost } = request.used;
  const kinds = KINDS.filter(([kind]) => tokens[kind] > 0 || estimatedTokens[kind] > 0);
  if (kinds.length === 0) return <span>It used no tokens that are known.</span>;
  const isEstimated = kinds.some(([kind]) => estimatedTokens[kind] > 0);
  const prompt = tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h;
  return (
    <>
      <Table withRowBorders={false} verticalSpacing={2} horizontalSpacing={0} maw={420}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Tokens</Table.Th>
            <Table.Th ta="right">Counted</Table.Th>
            {isEstimated ? <Table.Th ta="right">Estimated</Table.Th> : null}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {kinds.map(([kind, label]) => (
            <Table.Tr key={kind}>
              <Table.Td>{label}</Table.Td>
              <Table.Td ta="right" className="sy-figure">
                {number(tokens[kind])}
              </Table.Td>
              {isEstimated ? (
                <Table.Td ta="right" className="sy-figure">
                  {number(estimatedTokens[kind])}
                </Table.Td>
              ) : null}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Group gap="xl" mt="xs">
        <Fact label="Cost">{priceText(cost, currency)}</Fact>
        {isEstimated ? <Fact label="Estimated cost">{priceText(estimatedCost, currency)}</Fact> : null}
        <Fact label="Prompt from the cache">{ratio(tokens.cacheRead, prompt)}</Fact>
        <Fact label="Tokens per second">{tokensPerSecond(request)}</Fact>
      </Group>
    </>
  );
}

function priceText(amount: string | null | undefined, currency: string | null): string {
  if (amount === null || amount === undefined) return 'no price known';
  return currency === null ? amount : money(amount, currency);
}

/** While the response came in: from its first content on. */
function tokensPerSecond({ streamed, totalMs, msToFirstContent, used: { tokens } }: DetailedRequest): string {
  const produced = tokens.output + tokens.reasoning;
  const ms = totalMs - (msToFirstContent ?? 0);
  if (!streamed || msToFirstContent === null || msToFirstContent === undefined || ms <= 0 || produced === 0) return '–';
  return number(Math.round((produced / ms) * MS_PER_SECOND));
}
