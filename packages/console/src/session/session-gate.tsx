import { useApolloClient } from '@apollo/client/react';
import { Box, Center, Loader, Paper, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react';
import { reconnect } from '../graphql/client';
import { failureOf, isSessionOver } from '../graphql/failure';
import { Dialog } from '../parts/dialog';
import { FailedState } from '../parts/states';
import { activity, IDLE_RULE } from './activity';
import { ActivityWatch } from './activity-watch';
import { ViewerDocument } from './documents.generated';
import { noteSignedIn, useSessionState } from './session-state';
import { signIn } from './session-requests';
import { SignInForm, type SignInFormProps } from './sign-in-form';
import { takeSignInLink } from './sign-in-link';
import { type Viewer, ViewerProvider } from './viewer';

const COOKIE_LOST =
  'The browser did not keep the session. Allow cookies for this address, or open the console over HTTPS or at localhost.';

/**
 * Shows the console to those who are signed in. When a session ends, the page stays as it is under the form, so that
 * nothing typed is lost.
 */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const client = useApolloClient();
  const state = useSessionState();
  const [viewer, setViewer] = useState<Viewer | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [linkProblem, setLinkProblem] = useState<string | null>(null);
  const identify = async (): Promise<string | null> => {
    setFailure(null);
    try {
      const { data } = await client.query({ query: ViewerDocument, fetchPolicy: 'network-only' });
      if (data === undefined) return COOKIE_LOST;
      const isSamePerson = viewer === null || viewer.id === data.viewer.id;
      // Somebody else must not see what the one before could.
      if (!isSamePerson) await client.resetStore();
      setViewer(data.viewer);
      noteSignedIn();
      setLinkProblem(null);
      if (viewer === null) return null;
      // What is open belongs to the session before.
      reconnect();
      await client.refetchQueries({ include: 'active' });
      return null;
    } catch (error) {
      if (isSessionOver(error)) return COOKIE_LOST;
      setFailure(error);
      return failureOf(error).message;
    }
  };
  const redeem = async (link: string) => {
    const problem = await signIn({ link });
    const refusal = await identify();
    if (refusal !== null) setLinkProblem(problem ?? refusal);
    else if (problem !== null)
      notifications.show({ title: 'You stay signed in as you were', message: problem, color: 'yellow' });
  };
  const open = useEffectEvent(() => {
    const link = takeSignInLink();
    void (link === null ? identify() : redeem(link));
  });
  // A link that is opened in this very page changes the address alone.
  const redeemFromAddress = useEffectEvent(() => {
    const link = takeSignInLink();
    if (link !== null) void redeem(link);
  });
  useEffect(() => {
    open();
    const onHashChange = () => redeemFromAddress();
    addEventListener('hashchange', onHashChange);
    return () => removeEventListener('hashchange', onHashChange);
  }, []);
  if (viewer === null) {
    if (failure !== null) return <FailedState failure={failureOf(failure)} onRetry={() => void identify()} />;
    return state === 'unknown' ? <Waiting /> : <SignInPage linkProblem={linkProblem} onSignedIn={identify} />;
  }
  return (
    <ViewerProvider value={viewer}>
      {children}
      {state === 'signed-in' ? <ActivityWatch /> : null}
      <Dialog opened={state === 'over'} onClose={() => undefined} withCloseButton={false} title="The session is over">
        <Text size="sm" mb="sm">
          {activity.minutesLeft() <= 0 ? `${IDLE_RULE} ` : ''}What is typed on the page stays: sign in to go on.
        </Text>
        <SignInForm linkProblem={linkProblem} onSignedIn={identify} />
      </Dialog>
    </ViewerProvider>
  );
}

function Waiting() {
  return (
    <Center h="100vh">
      <Loader aria-label="Loading" />
    </Center>
  );
}

function SignInPage(props: SignInFormProps) {
  return (
    <Center mih="100vh" p="md" component="main">
      <Paper className="sy-panel" p="lg" w="100%" maw={400}>
        <Title order={1} mb={4}>
          Switchyard
        </Title>
        <Box c="dimmed" fz="sm" mb="md">
          Multi-model routing for AI APIs
        </Box>
        <SignInForm {...props} />
      </Paper>
    </Center>
  );
}
