import { Group, Paper, Table, Text, Title } from '@mantine/core';
import { duration } from '../../parts/figures';
import { Note, Status, type StatusKind } from '../../parts/note';
import { PageLink } from '../../parts/page-link';
import { words } from '../../parts/wording';
import type { Reply } from './ask';
import type { RouteTrace } from './route-trace';

const STATES: Record<Reply['state'], readonly [StatusKind, string]> = {
  waiting: ['idle', 'waiting'],
  receiving: ['warn', 'receiving'],
  done: ['ok', 'answered'],
  failed: ['fail', 'failed'],
  stopped: ['idle', 'stopped'],
};

/** One answer, and the way it came. @param reply null before the question is sent */
export function ReplyPanel({ model, reply }: { readonly model: string; readonly reply: Reply | null }) {
  const [kind, state] = STATES[reply?.state ?? 'waiting'];
  return (
    <Paper className="sy-panel" p="md" component="section" aria-label={`Answer of ${model}`}>
      <Group justify="space-between" mb="xs">
        <Title order={2} className="sy-mono">
          {model}
        </Title>
        <span role="status">
          <Status kind={kind}>{reply?.status ? `${state} · ${reply.status}` : state}</Status>
        </span>
      </Group>
      {reply === null ? null : (
        <>
          <Group gap={6} mb="xs">
            <Chip label="first text" value={duration(reply.firstTextMs)} />
            <Chip label="in all" value={duration(reply.totalMs)} />
            {typeof reply.trace?.revision === 'number' ? (
              <Chip label="revision" value={String(reply.trace.revision)} />
            ) : null}
            {reply.requestId === null ? null : (
              <PageLink to="/requests" search={{ request: reply.requestId }} size="xs">
                See the request
              </PageLink>
            )}
          </Group>
          {reply.problem === null ? null : <Note kind="fail">{reply.problem}</Note>}
          <div className="sy-reply">{reply.text}</div>
          {reply.trace === null ? null : <Route trace={reply.trace} />}
        </>
      )}
    </Paper>
  );
}

function Chip({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <span className="sy-tag">
      {label} {value}
    </span>
  );
}

/** Which targets were asked, and why the others were not. */
function Route({ trace: { attempts, candidates } }: { readonly trace: RouteTrace }) {
  const skipped = candidates.filter(({ attempt }) => attempt === null);
  return (
    <>
      <Title order={3} mt="sm" mb={4}>
        Route
      </Title>
      <Table withRowBorders={false} verticalSpacing={2}>
        <Table.Thead className="sy-visually-hidden">
          <Table.Tr>
            <Table.Th>Attempt</Table.Th>
            <Table.Th>Target</Table.Th>
            <Table.Th>Outcome</Table.Th>
            <Table.Th>Took</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {attempts.map(({ target, outcome, status, ms }, index) => (
            <Table.Tr key={index}>
              <Table.Td w={20}>{index + 1}</Table.Td>
              <Table.Td className="sy-mono">{target}</Table.Td>
              <Table.Td>
                <Status kind={outcome === 'ANSWERED' ? 'ok' : 'fail'}>
                  {words(outcome)}
                  {status === null ? '' : ` · ${status}`}
                </Status>
              </Table.Td>
              <Table.Td ta="right" className="sy-figure">
                {duration(ms)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {skipped.length === 0 ? null : (
        <Text size="xs" c="dimmed">
          Not asked: {skipped.map(({ target, reason }) => `${target} (${words(reason)})`).join(', ')}
        </Text>
      )}
    </>
  );
}
