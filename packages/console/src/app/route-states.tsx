import { Button } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { EmptyState, LoadingState } from '../parts/states';
import { PageLink } from '../parts/page-link';

export function RouteMissing() {
  return (
    <EmptyState isPage title="There is no such page.">
      <PageLink to="/">Go to the overview</PageLink>
    </EmptyState>
  );
}

export function RouteWaiting() {
  return <LoadingState what="the page" />;
}

/** Also when a part of the console could not be loaded, because a newer one has been installed since. */
export function RouteFailed({ error }: ErrorComponentProps) {
  return (
    <EmptyState isPage title="This page failed.">
      <p>{error instanceof Error ? error.message : String(error)}</p>
      <Button variant="default" onClick={() => location.reload()}>
        Reload the console
      </Button>
    </EmptyState>
  );
}
