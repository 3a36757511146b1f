import { useQuery } from '@apollo/client/react';
import { Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Answer } from '../../parts/answer';
import { SidePanel } from '../../parts/dialog';
import { Fact } from '../../parts/fact';
import { bytes, duration } from '../../parts/figures';
import { PageLink } from '../../parts/page-link';
import { EmptyState } from '../../parts/states';
import { type NamedObject, useNames } from '../../parts/use-names';
import { AttemptTimeline } from './attempt-timeline';
import { RequestDocument } from './documents.generated';
import { explainRequest } from './explain-request';
import { OutcomeStatus } from './outcome-status';
import type { DetailedRequest } from './timeline';
import { UsedTable } from './used-table';
import { useOutcomes } from './use-outcomes';

interface RequestPanelProps {
  /** Null while no request is open. */
  readonly id: string | null;
  readonly onClose: () => void;
}

/** One request beside the list: what happened, in which order, and what it used. */
export function RequestPanel({ id, onClose }: RequestPanelProps) {
  return (
    <SidePanel opened={id !== null} onClose={onClose} title={<strong>Request</strong>} size="lg">
      {id === null ? null : <OpenRequest id={id} />}
    </SidePanel>
  );
}

function OpenRequest({ id }: { readonly id: string }) {
  const result = useQuery(RequestDocument, { variables: { id }, fetchPolicy: 'cache-and-network' });
  return (
    <Answer result={result} what="the request">
      {({ request }) =>
        request ? (
          <Details request={request} />
        ) : (
          <EmptyState title="There is no record of this request.">
            It is too old, was not part of the sample, or has not been reported yet.{' '}
            <span className="sy-mono">{id}</span>
          </EmptyState>
        )
      }
    </Answer>
  );
}

function Details({ request }: { readonly request: DetailedRequest }) {
  const outcomes = useOutcomes();
  const { id, at, outcome, status, attempts } = request;
  return (
    <Stack gap="md">
      <div>
        <Group gap="sm">
          <OutcomeStatus {...request} />
          <span className="sy-tag">{status === null || status === undefined ? 'no response' : `HTTP ${status}`}</span>
          <Text size="sm" c="dimmed">
            <time dateTime={at}>{new Date(at).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'medium' })}</time>
          </Text>
        </Group>
        <p>{explainRequest(request, outcomes.get(outcome) ?? '')}</p>
        <span className="sy-mono">{id}</span>
      </div>
      <Models request={request} />
      {attempts.length === 0 ? null : (
        <Section title="Attempts">
          <AttemptTimeline request={request} />
        </Section>
      )}
      <Section title="Time and size">
        <SimpleGrid cols={{ base: 2, xs: 3 }} spacing="xs">
          <Fact label="Took">{duration(request.totalMs)}</Fact>
          <Fact label="First content after">{duration(request.msToFirstContent)}</Fact>
          <Fact label="The gateway itself">{duration(request.overheadMs)}</Fact>
          <Fact label="Request">{bytes(request.requestBytes)}</Fact>
          <Fact label="Response">{bytes(request.responseBytes)}</Fact>
          <Fact label="Streamed">{request.streamed ? 'yes' : 'no'}</Fact>
        </SimpleGrid>
      </Section>
      <Section title="Tokens and cost">
        <UsedTable request={request} />
      </Section>
      <Context request={request} />
    </Stack>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title}>
      <Title order={3} mb={6}>
        {title}
      </Title>
      {children}
    </section>
  );
}

/** The three names of a model, which differ by aliases, failover, and versions that vendors choose. */
function Models({ request: { askedModel, sentModel, answeredModel } }: { readonly request: DetailedRequest }) {
  return (
    <Section title="Model">
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="xs">
        <Fact label="The consumer asked for">
          <span className="sy-mono">{askedModel ?? '–'}</span>
        </Fact>
        <Fact label="The vendor was asked for">
          <span className="sy-mono">{sentModel ?? '–'}</span>
        </Fact>
        <Fact label="The response names">
          <span className="sy-mono">{answeredModel ?? '–'}</span>
        </Fact>
      </SimpleGrid>
    </Section>
  );
}

function Context({ request }: { readonly request: DetailedRequest }) {
  const { aiApiId, aiApiName, consumerId, consumerKeyId, policyId, revision, environment } = request;
  const names = useNames([aiApiId, consumerId, consumerKeyId, policyId]);
  const named = (id: string | null | undefined) => (id === null || id === undefined ? null : (names.get(id) ?? null));
  return (
    <Section title="Where it belongs">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
        <Fact label="AI API">
          <ObjectLink object={named(aiApiId)} fallback={aiApiName ?? 'none at this path'} />
        </Fact>
        <Fact label="Consumer">
          <ObjectLink object={named(consumerId)} fallback={consumerId ? 'deleted' : 'not authenticated'} />
        </Fact>
        <Fact label="Consumer key">{named(consumerKeyId)?.name ?? (consumerKeyId ? 'deleted' : '–')}</Fact>
        <Fact label="Environment">{environment ? environment.toLowerCase() : '–'}</Fact>
        <Fact label="Policy">{named(policyId)?.name ?? (policyId ? 'deleted' : 'default endpoint')}</Fact>
        <Fact label="Revision">
          {revision === null || revision === undefined ? (
            '–'
          ) : (
            <PageLink to="/history/$number" params={{ number: String(revision) }}>
              {revision}
            </PageLink>
          )}
        </Fact>
        <Fact label="Operation">{request.operation ?? 'not routed by name'}</Fact>
        <Fact label="Service tier">{request.serviceTier ?? '–'}</Fact>
        <Fact label="Data plane">
          <span className="sy-mono">{request.dataPlaneId}</span>
        </Fact>
        <Fact label="Trace">
          <span className="sy-mono">{request.traceId ?? '–'}</span>
        </Fact>
      </SimpleGrid>
    </Section>
  );
}

function ObjectLink({ object, fallback }: { readonly object: NamedObject | null; readonly fallback: string }) {
  if (object?.page === null || object === null) return fallback;
  const { name, page } = object;
  return object.kind === 'Consumer' ? (
    <PageLink to="/consumers/$name" params={{ name: page }}>
      {name}
    </PageLink>
  ) : (
    <PageLink to="/ai-apis/$name" params={{ name: page }}>
      {name}
    </PageLink>
  );
}
