import type { ProviderProfile } from '@switchyard/contract';
import { Column, Entity } from 'typeorm';
import { LabelledRow } from '../labels/labelled-row';
import type { ProviderTemplate } from './provider-template';

@Entity({ name: 'provider' })
export class ProviderEntity extends LabelledRow {
  @Column({ name: 'display_name', type: 'text' })
  displayName: string;

  @Column({ type: 'text' })
  template: ProviderTemplate;

  /** The overrides of its template's profile. */
  @Column({ name: 'profile_overrides', type: 'jsonb' })
  profileOverrides: Partial<ProviderProfile>;

  get objectKind() {
    return 'PROVIDER' as const;
  }
}
