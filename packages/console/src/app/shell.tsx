import { ActionIcon, AppShell, Box, Burger, Button, Group, Text, useMantineColorScheme } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { CONTENT_ID } from '../parts/focus-back';
import { AccountMenu } from './account-menu';
import { LiveIndicator } from './live-indicator';
import { Messages } from './messages';
import { NewerConsole } from './newer-console';
import { PageFocus } from './page-focus';
import { Palette, openPalette } from './palette';
import { GROUPS, SECTIONS } from './sections';

const HEADER_PX = 48;
const NAV_PX = 200;
const IS_MAC = /mac|iphone|ipad/i.test(navigator.userAgent);

/** What stands around each page: the sections, who is signed in, and whether the page is live. */
export function Shell() {
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  useEffect(close, [pathname, close]);
  return (
    <AppShell
      header={{ height: HEADER_PX }}
      navbar={{ width: NAV_PX, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding="md"
    >
      <a className="sy-skip" href={`#${CONTENT_ID}`}>
        Skip to the content
      </a>
      <AppShell.Header>
        <Group h="100%" px={{ base: 'xs', sm: 'md' }} gap="xs" wrap="nowrap" justify="space-between">
          <Group gap="xs" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={isOpen ? 'Close the navigation' : 'Open the navigation'}
            />
            <Text component="span" fw={700}>
              Switchyard
            </Text>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <LiveIndicator />
            <Button variant="default" size="xs" px="xs" onClick={openPalette}>
              Search
              <Box component="kbd" visibleFrom="sm" ml={6} aria-hidden="true">
                {IS_MAC ? '⌘K' : 'Ctrl K'}
              </Box>
            </Button>
            <ColorSchemeButton />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" className="sy-nav" data-open={isOpen || undefined}>
        <nav aria-label="Sections">
          {GROUPS.map((group) => (
            <div key={group}>
              <h2>{group}</h2>
              {SECTIONS.filter((section) => section.group === group).map(({ to, label }) => (
                <Link key={to} to={to} activeOptions={{ exact: to === '/' }}>
                  {label}
                </Link>
              ))}
            </div>
          ))}
        </nav>
      </AppShell.Navbar>
      <AppShell.Main id={CONTENT_ID} tabIndex={-1}>
        <Box maw={1240}>
          <NewerConsole />
          <Outlet />
        </Box>
      </AppShell.Main>
      <PageFocus />
      <Palette />
      {/* Messages link to pages, so that they are below the router. */}
      <Messages />
    </AppShell>
  );
}

function ColorSchemeButton() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const isDark =
    colorScheme === 'dark' || (colorScheme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  const label = isDark ? 'Use the light colours' : 'Use the dark colours';
  return (
    <ActionIcon
      variant="default"
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(isDark ? 'light' : 'dark')}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.6" />
        <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />
      </svg>
    </ActionIcon>
  );
}
