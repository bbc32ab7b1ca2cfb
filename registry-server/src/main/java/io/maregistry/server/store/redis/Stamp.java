package io.maregistry.server.store.redis;

import io.maregistry.model.ResumeToken;
import io.maregistry.server.state.ServiceView;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code registry:services} says of a service: {@code <lineage>-<revision> <version> <instances>}.
 *
 * @param instances how many it lists
 */
record Stamp(long lineage, long revision, long version, int instances) {

    private static final Pattern FORM = Pattern.compile("([0-9a-f]{16})-(\\d{1,18}) (\\d{1,18}) (\\d{1,9})");

    static Stamp of(long lineage, ServiceView service) {
        return new Stamp(lineage, service.revision(), service.version(), service.size());
    }

    /** Throws {@link IllegalArgumentException} where the text is none. */
    static Stamp parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("must be <lineage>-<revision> <version> <instances>, was " + text);
        }
        return new Stamp(
                Long.parseUnsignedLong(form.group(1), 16),
                Long.parseLong(form.group(2)),
                Long.parseLong(form.group(3)),
                Integer.parseInt(form.group(4)));
    }

    /** How many instances that text tells of; 0 where it is no stamp. */
    static int instancesOf(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches() ? Integer.parseInt(form.group(4)) : 0;
    }

    @Override
    public String toString() {
        return ResumeToken.lineageText(lineage) + '-' + revision + ' ' + version + ' ' + instances;
    }
}
