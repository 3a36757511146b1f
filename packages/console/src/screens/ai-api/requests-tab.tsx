import { useNavigate } from '@tanstack/react-router';
import { PageLink } from '../../parts/page-link';
import { DEFAULT_PERIOD } from '../../parts/period';
import { RequestList } from '../requests/request-list';

/** The requests of one AI API; each opens on the page that has all filters. */
export function RequestsTab({ aiApiId }: { readonly aiApiId: string }) {
  const navigate = useNavigate();
  const search = { by: 'aiApiId', value: aiApiId };
  return (
    <>
      <p>
        Of the last {DEFAULT_PERIOD.label}.{' '}
        <PageLink to="/requests" search={search}>
          Filter them
        </PageLink>
      </p>
      <RequestList
        filter={{ aiApiId }}
        period={DEFAULT_PERIOD}
        onOpen={(request) => void navigate({ to: '/requests', search: { ...search, request } })}
      />
    </>
  );
}
