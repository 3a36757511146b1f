import { useMutation } from '@apollo/client/react';
import { Button, Text } from '@mantine/core';
import { failureOf } from '../../graphql/failure';
import { duration } from '../../parts/figures';
import { Status } from '../../parts/note';
import { TestEndpointDocument, type TestResultFragment } from './documents.generated';
import type { Endpoint } from './provider';

/** Has a data plane ask the vendor with the endpoint's credential, the way that requests take. */
export function TestEndpoint({ endpoint: { id, name } }: { readonly endpoint: Endpoint }) {
  const [run, { data, error, loading }] = useMutation(TestEndpointDocument);
  const test = () => {
    // What fails is shown below.
    run({ variables: { input: { endpointId: id } } }).catch(() => undefined);
  };
  return (
    <>
      <Button size="compact-xs" variant="default" loading={loading} onClick={test}>
        Test<span className="sy-visually-hidden"> {name}</span>
      </Button>
      <div role="status" className="sy-whole-row">
        {loading ? null : error ? (
          <Text size="sm" c="var(--sy-fail)">
            {failureOf(error).message}
          </Text>
        ) : data?.testEndpoint ? (
          <TestResult result={data.testEndpoint.test} />
        ) : null}
      </div>
    </>
  );
}

export function TestResult({ result }: { readonly result: TestResultFragment }) {
  const { passed, status, durationMs, message, detail } = result;
  return (
    <>
      <Status kind={passed ? 'ok' : 'fail'}>
        {passed ? 'works' : 'does not work'}
        {status === null || status === undefined ? '' : ` · ${status}`} · {duration(durationMs)}
      </Status>
      <Text size="sm">
        {message}
        {detail ? ` (${detail})` : ''}
      </Text>
    </>
  );
}
