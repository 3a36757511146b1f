import { useQuery } from '@apollo/client/react';
import { getRouteApi } from '@tanstack/react-router';
import { Answer } from '../../parts/answer';
import { Found } from '../../parts/found';
import { PageHeader } from '../../parts/page-header';
import { PageLink } from '../../parts/page-link';
import { EmptyState } from '../../parts/states';
import { EditedPoliciesDocument } from './documents.generated';
import { PolicyEditor } from './policy-editor';

const route = getRouteApi('/ai-apis/$name/policies/$policyId');
const NEW = 'new';

export function PolicyScreen() {
  const { name, policyId } = route.useParams();
  const result = useQuery(EditedPoliciesDocument, { variables: { name } });
  const back = (
    <PageLink to="/ai-apis/$name" params={{ name }} search={{ tab: 'policies' }}>
      Policies of {name}
    </PageLink>
  );
  return (
    <>
      <PageHeader title={policyId === NEW ? 'Attach policy' : 'Edit policy'} above={back} />
      <Answer result={result} what="the policy">
        {({ aiApi }) => {
          const policy = aiApi?.policies.find(({ id }) => id === policyId) ?? null;
          const missing = (
            <EmptyState title="This policy is not attached any more.">
              Somebody may have detached or replaced it. See {back}.
            </EmptyState>
          );
          const isThere = aiApi && (policy !== null || policyId === NEW);
          return (
            <Found object={isThere ? aiApi : null} at={`${name} ${policyId}`} missing={missing}>
              {(found) => (
                <PolicyEditor
                  key={policyId}
                  aiApi={found}
                  policy={found.policies.find(({ id }) => id === policyId) ?? null}
                />
              )}
            </Found>
          );
        }}
      </Answer>
    </>
  );
}
