import { ApolloProvider } from '@apollo/client/react';
import { MantineProvider } from '@mantine/core';
import { RouterProvider } from '@tanstack/react-router';
import { client } from '../graphql/client';
import { SessionGate } from '../session/session-gate';
import { NonceProvider } from './nonce';
import { router } from './routes';
import { textColours, theme } from './theme';

export function App({ nonce }: { readonly nonce: string }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={textColours}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <NonceProvider value={nonce}>
        <ApolloProvider client={client}>
          <SessionGate>
            <RouterProvider router={router} />
          </SessionGate>
        </ApolloProvider>
      </NonceProvider>
    </MantineProvider>
  );
}
