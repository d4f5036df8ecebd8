import { CreateIssue } from '@docket/client/schemas';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SubmitEvent } from 'react';
import { useDocket } from './docket.ts';
import { fieldErrorsOf } from './field-errors.ts';

export function NewIssue() {
  const docket = useDocket();
  const queries = useQueryClient();
  const create = useMutation({
    // The schema throws before anything is sent; what it cannot know, the server refuses.
    mutationFn: async (form: HTMLFormElement) => docket.issue.create.mutate(CreateIssue.parse(valuesOf(form))),
    onSuccess: async (_issue, form) => {
      form.reset();
      await queries.invalidateQueries({ queryKey: ['issues'] });
    },
  });
  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    create.mutate(event.currentTarget);
  }
  const errors = fieldErrorsOf(create.error);
  return (
    <form onSubmit={submit} noValidate>
      <Field name="title" label="Title" error={errors?.['title']} />
      <Field name="description" label="Description" error={errors?.['description']} />
      <Field name="labels" label="Labels, with commas between them" error={errors?.['labels']} />
      {create.isError && !errors && <p role="alert">{create.error.message}</p>}
      <button type="submit" disabled={create.isPending}>
        Create
      </button>
    </form>
  );
}

function valuesOf(form: HTMLFormElement): unknown {
  const { labels, ...values } = Object.fromEntries(new FormData(form));
  return {
    ...values,
    labels: String(labels)
      .split(',')
      .map((label) => label.trim())
      .filter(Boolean),
  };
}

function Field({ name, label, error }: { name: string; label: string; error: string | undefined }) {
  return (
    <label>
      {label}
      <input name={name} aria-invalid={error !== undefined} aria-errormessage={`${name}-error`} />
      <span id={`${name}-error`} role="alert">
        {error}
      </span>
    </label>
  );
}
