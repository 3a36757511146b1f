import { useQuery } from '@apollo/client/react';
import { Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { Answer } from '../../parts/answer';
import { Status } from '../../parts/note';
import { Found } from '../../parts/found';
import { PageHeader } from '../../parts/page-header';
import { PageLink } from '../../parts/page-link';
import { EmptyState } from '../../parts/states';
import { ConsumerAccess } from './consumer-access';
import { ConsumerKeys } from './consumer-keys';
import { ConsumerSettings } from './consumer-settings';
import { ConsumerDocument } from './documents.generated';

const route = getRouteApi('/consumers/$name');

export function ConsumerScreen() {
  const { name } = route.useParams();
  const result = useQuery(ConsumerDocument, { variables: { name } });
  return (
    <Answer result={result} what="the consumer">
      {(data) => (
        <Found
          object={data.consumer}
          at={name}
          missing={
            <EmptyState isPage title={`There is no consumer “${name}”.`}>
              It may have been renamed or deleted. <PageLink to="/consumers">See all consumers</PageLink>
            </EmptyState>
          }
        >
          {(consumer) => (
            <>
              <PageHeader
                title={consumer.name}
                above={<PageLink to="/consumers">Consumers</PageLink>}
                actions={
                  <PageLink to="/requests" search={{ by: 'consumerId', value: consumer.id }}>
                    Requests
                  </PageLink>
                }
              >
                {consumer.displayName === consumer.name ? null : `${consumer.displayName} `}
                <Status kind={consumer.enabled ? 'ok' : 'idle'}>{consumer.enabled ? 'enabled' : 'disabled'}</Status>
              </PageHeader>
              <Stack gap="lg">
                <ConsumerKeys key={`keys of ${consumer.id}`} consumer={consumer} />
                <ConsumerAccess consumer={consumer} />
                <ConsumerSettings key={`settings of ${consumer.id}`} consumer={consumer} />
              </Stack>
            </>
          )}
        </Found>
      )}
    </Answer>
  );
}
