package io.maregistry.server.state;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rules of configuration items once more, as plainly as they can be; the number of versions is the only bound that it knows. */
final class SimpleConfigs {

    private final TreeMap<String, List<ConfigVersion>> items = new TreeMap<>();
    private final LongSupplier nextRevision;
    private final Predicate<String> isLawful;

    /** @param isLawful whether something may be put into a namespace */
    SimpleConfigs(LongSupplier nextRevision, Predicate<String> isLawful) {
        this.nextRevision = nextRevision;
        this.isLawful = isLawful;
    }

    /** What a write should answer, in one word; null where it is no write of these. */
    @Nullable
    String apply(Command command) {
        if (command instanceof PutConfig put) {
            return isElsewhere(put.name().key(), put.expected())
                    ? "REVISION_MISMATCH"
                    : say(put.name().key(), put.content());
        }
        if (command instanceof RemoveConfig remove) {
            return isElsewhere(remove.name().key(), remove.expected())
                    ? "REVISION_MISMATCH"
                    : say(remove.name().key(), null);
        }
        if (command instanceof RollbackConfig rollback) {
            return isElsewhere(rollback.name().key(), rollback.expected()) ? "REVISION_MISMATCH" : rollBack(rollback);
        }
        return null;
    }

    private boolean isElsewhere(String key, long expected) {
        List<ConfigVersion> versions = items.getOrDefault(key, List.of());
        ConfigVersion last = versions.isEmpty() ? null : versions.get(versions.size() - 1);
        long actual = last == null || last.content() == null ? 0 : last.revision();
        return expected >= 0 && expected != actual;
    }

    private String rollBack(RollbackConfig rollback) {
        List<ConfigVersion> versions = items.get(rollback.name().key());
        if (versions == null) {
            return "NO_SUCH_CONFIG";
        }
        return versions.stream()
                .filter(version -> version.revision() == rollback.revision())
                .findAny()
                .map(version -> say(rollback.name().key(), version.content()))
                .orElse("COMPACTED");
    }

    private String say(String key, @Nullable ConfigText text) {
        List<ConfigVersion> versions = items.computeIfAbsent(key, first -> new ArrayList<>());
        ConfigText before =
                versions.isEmpty() ? null : versions.get(versions.size() - 1).content();
        if (text == null ? before == null : text.equals(before)) {
            if (versions.isEmpty()) {
                items.remove(key);
            }
            return text == null ? "ABSENT" : "SAME";
        }
        String namespace = key.indexOf('/') < 0 ? "public" : key.substring(0, key.indexOf('/'));
        if (before == null && !isLawful.test(namespace)) {
            if (versions.isEmpty()) {
                items.remove(key);
            }
            return "NO_SUCH_NAMESPACE";
        }
        versions.add(new ConfigVersion(nextRevision.getAsLong(), 0, text));
        if (versions.size() > 30) {
            versions.remove(0);
        }
        return text == null ? "REMOVED" : "PUBLISHED";
    }

    List<String> describe() {
        List<String> lines = new ArrayList<>();
        items.forEach((key, versions) -> {
            StringBuilder line = new StringBuilder(key);
            versions.forEach(
                    version -> line.append(' ').append(version.revision()).append(version.content()));
            lines.add(line.toString());
        });
        return lines;
    }

    static List<String> describe(Root root) {
        List<String> lines = new ArrayList<>();
        for (ConfigHistory item : root.configs()) {
            StringBuilder line = new StringBuilder(item.name().key());
            item.versions()
                    .forEach(version ->
                            line.append(' ').append(version.revision()).append(version.content()));
            lines.add(line.toString());
        }
        return lines;
    }
}
