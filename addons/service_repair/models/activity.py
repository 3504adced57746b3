def ask(records, kind, user, **values):
    """Schedule an activity for a user, its kind's name in their language as the summary.

    The chatter shows nothing else of what is to be done.

    :param kind: external id of the ``mail.activity.type``
    """
    found = records.env.ref(kind, raise_if_not_found=False)
    summary = found and found.with_context(lang=user.sudo().lang or records.env.lang).name
    return records.activity_schedule(kind, user_id=user.id, summary=summary, **values)
