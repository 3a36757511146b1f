import { Anchor, type AnchorProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

type Props = AnchorProps &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps> & { ref?: Ref<HTMLAnchorElement> };

/** As large as the text around it, unless it says otherwise. */
function PlainLink({ ref, ...props }: Props) {
  return <Anchor ref={ref ?? null} inherit={props.size === undefined} {...props} />;
}

/** A link to another page of the console. */
export const PageLink = createLink(PlainLink);
