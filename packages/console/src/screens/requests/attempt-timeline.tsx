import { Group, Text } from '@mantine/core';
import { duration } from '../../parts/figures';
import { Status } from '../../parts/note';
import { PageLink } from '../../parts/page-link';
import { capital, words } from '../../parts/wording';
import { nextText, resendText, targetName } from './explain-request';
import { type DetailedRequest, type TimelineBar, timelineBars } from './timeline';

/** Each attempt on the time of its request: how long it waited for the response, and how long it received it. */
export function AttemptTimeline({ request }: { readonly request: DetailedRequest }) {
  return (
    <ol className="sy-timeline" aria-label="Attempts">
      {timelineBars(request).map((bar, index) => (
        <TimelineRow key={index} bar={bar} number={index + 1} />
      ))}
    </ol>
  );
}

function TimelineRow({ bar, number }: { readonly bar: TimelineBar; readonly number: number }) {
  const { attempt, startMs, left, waiting, receiving } = bar;
  const { providerName, outcome, status, error, msToHeaders, msToEnd, resendCauses, vendorRequestId } = attempt;
  const isAnswer = outcome === 'ANSWERED';
  return (
    <li>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="baseline">
        <span>
          {number}. <span className="sy-mono">{targetName(attempt)}</span>{' '}
          <PageLink to="/providers/$name" params={{ name: providerName }} search={{ tab: 'endpoints' }} size="xs">
            {providerName}
          </PageLink>
        </span>
        <Status kind={isAnswer ? 'ok' : 'fail'}>
          {words(outcome)}
          {status === null || status === undefined ? '' : ` · ${status}`}
        </Status>
      </Group>
      <div className="sy-track" aria-hidden="true">
        <span data-part="waiting" style={{ marginLeft: `${left}%`, width: `${waiting}%` }} />
        <span data-part={isAnswer ? 'receiving' : 'failing'} style={{ width: `${receiving}%` }} />
      </div>
      <Text size="xs" c="dimmed">
        {startMs < 1 ? 'at once' : `after ${duration(startMs)}`}, took {duration(msToEnd)}
        {msToHeaders === null || msToHeaders === undefined
          ? ', no response began'
          : `, response began after ${duration(msToHeaders)}`}
        {resendCauses.map((cause) => `, sent once more: ${resendText(cause)}`)}
      </Text>
      {error === null || error === undefined ? null : <Text size="sm">{error}</Text>}
      <Text size="xs" c="dimmed">
        {capital(nextText(attempt))}.
        {vendorRequestId === null || vendorRequestId === undefined ? null : (
          <>
            {' '}
            The vendor’s request id: <span className="sy-mono">{vendorRequestId}</span>
          </>
        )}
      </Text>
    </li>
  );
}
