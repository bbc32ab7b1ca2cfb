package io.maregistry.model;

import org.jspecify.annotations.Nullable;

/**
 * What somebody wants changed of a namespace: what it names and nothing else.
 *
 * @param description what it is for; cleared = nothing is said
 * @param services how many services it may list; cleared = as many as the registry takes
 * @param instances how many instances they may have; cleared = as many as the registry takes
 */
public record NamespacePatch(Edit<String> description, Edit<Integer> services, Edit<Integer> instances) {

    /** The most characters of a description. */
    public static final int MAX_DESCRIPTION = 256;

    /** Changes nothing. */
    public static final NamespacePatch NONE = new NamespacePatch(Edit.keep(), Edit.keep(), Edit.keep());

    public NamespacePatch {
        String text = description.of(null);
        if (text != null) {
            checkDescription(text);
        }
        var unused = quota(Quota.UNLIMITED, services, instances);
    }

    /** A namespace of that description and quota, whatever it was before. */
    public static NamespacePatch whole(String description, Quota quota) {
        return new NamespacePatch(Edit.to(description), Edit.to(quota.services()), Edit.to(quota.instances()));
    }

    /** The description afterwards; empty where nothing is said. */
    public String applyTo(String before) {
        String after = description.of(before);
        return after == null ? "" : after;
    }

    /** The quota afterwards. */
    public Quota applyTo(Quota before) {
        return quota(before, services, instances);
    }

    /** Refuses, as an {@code IllegalArgumentException}, a description that is too long or holds control characters. */
    public static void checkDescription(String text) {
        if (text.length() > MAX_DESCRIPTION) {
            throw new IllegalArgumentException(
                    "description must have at most " + MAX_DESCRIPTION + " characters, had " + text.length());
        }
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean isPaired = Character.isHighSurrogate(c)
                    ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                    : Character.isLowSurrogate(c) && at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
            if (c < ' ' || c == 0x7f || Character.isSurrogate(c) && !isPaired) {
                throw new IllegalArgumentException("description must not hold control characters or halves of"
                        + " surrogates; character " + at + " is one");
            }
        }
    }

    private static Quota quota(Quota before, Edit<Integer> services, Edit<Integer> instances) {
        return new Quota(limit(services.of(before.services())), limit(instances.of(before.instances())));
    }

    private static int limit(@Nullable Integer limit) {
        return limit == null ? Quota.NONE : limit;
    }
}
