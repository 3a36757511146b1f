import { Tabs } from '@mantine/core';
import { PageHeader } from '../../parts/page-header';
import { EmptyState } from '../../parts/states';
import { useViewer } from '../../session/viewer';
import { AccessTokens } from './access-tokens';
import { AuditEvents } from './audit-events';

export function AccessScreen() {
  const { role } = useViewer();
  return (
    <>
      <PageHeader title="Access">Who may use the control plane, and who was refused.</PageHeader>
      {role === 'ADMIN' ? (
        <Tabs defaultValue="tokens" keepMounted={false}>
          <Tabs.List mb="md" aria-label="Parts of access">
            <Tabs.Tab value="tokens">Access tokens</Tabs.Tab>
            <Tabs.Tab value="audit">Refused requests</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="tokens">
            <AccessTokens />
          </Tabs.Panel>
          <Tabs.Panel value="audit">
            <AuditEvents />
          </Tabs.Panel>
        </Tabs>
      ) : (
        <div className="sy-panel">
          <EmptyState title="Only an ADMIN sees this.">You are signed in as {role}.</EmptyState>
        </div>
      )}
    </>
  );
}
