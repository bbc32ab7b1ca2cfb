package io.maregistry.server.store.redis;

import io.maregistry.model.Metrics;
import io.maregistry.server.state.LiveNumbers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code registry:live:{service}} says of an instance: {@code <handle> <lastSeen> <renewedAt> <renewals> <member>}.
 *
 * @param numbers without metrics, which are a field of the instance's hash
 * @param member what it is called in the set of the service
 */
record LiveRow(long handle, LiveNumbers numbers, String member) {

    private static final Pattern FORM =
            Pattern.compile("(\\d{1,18}) (\\d{1,18}) (\\d{1,18}) (\\d{1,18}) (.+)", Pattern.DOTALL);

    /** Throws {@link IllegalArgumentException} where the text is none. */
    static LiveRow parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("must be four numbers and a name, was " + text);
        }
        return new LiveRow(
                Long.parseLong(form.group(1)),
                new LiveNumbers(
                        Long.parseLong(form.group(2)), Long.parseLong(form.group(3)), Long.parseLong(form.group(4))),
                form.group(5));
    }

    /** This with what stands in another place. */
    LiveRow withMetrics(Metrics metrics) {
        LiveNumbers all =
                new LiveNumbers(numbers.lastSeenMillis(), numbers.renewedAtMillis(), numbers.renewals(), metrics);
        return new LiveRow(handle, all, member);
    }

    @Override
    public String toString() {
        return handle + " " + numbers.lastSeenMillis() + ' ' + numbers.renewedAtMillis() + ' ' + numbers.renewals()
                + ' ' + member;
    }
}
