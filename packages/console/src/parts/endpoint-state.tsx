import { Group, Text } from '@mantine/core';
import { ratio } from './figures';
import { Health } from './health';
import type { EndpointNow } from './use-endpoints-now';
import { count } from './wording';

/** How an endpoint does. @param now undefined until it is known */
export function EndpointState({ now }: { readonly now: EndpointNow | undefined }) {
  const { total = 0, answered = 0 } = now?.traffic.attempts ?? {};
  return (
    <Group gap="sm">
      <Health health={now?.health} />
      <Text size="sm" c="dimmed">
        {now === undefined ? '' : `${count(total, 'call')} in the last hour`}
        {total > 0 ? `, ${ratio(answered, total)} answered` : ''}
      </Text>
    </Group>
  );
}
