package io.maregistry.server.state;

import io.maregistry.model.ConfigName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A configuration item with what it said lately, oldest first; the last version is what holds. A removed one is known for a
 * while, so that it can be brought back. Immutable; any thread.
 *
 * @param versions at least one, with ascending revisions
 */
public record ConfigHistory(ConfigName name, List<ConfigVersion> versions) {

    static final SortedTree.Order<ConfigName, ConfigHistory> BY_NAME = new SortedTree.Order<>() {
        @Override
        public ConfigName keyOf(ConfigHistory value) {
            return value.name;
        }

        @Override
        public int compare(ConfigName key, ConfigHistory value) {
            return key.compareTo(value.name);
        }
    };

    public ConfigHistory {
        versions = List.copyOf(versions);
        for (int at = 1; at < versions.size(); at++) {
            if (versions.get(at - 1).revision() >= versions.get(at).revision()) {
                throw new IllegalArgumentException("versions of " + name + " must have ascending revisions");
            }
        }
    }

    /** The version that holds. */
    public ConfigVersion newest() {
        return versions.get(versions.size() - 1);
    }

    /** Of its newest version. */
    public long revision() {
        return newest().revision();
    }

    /** The item as it is; null where it is removed. */
    public @Nullable ConfigItem item() {
        ConfigVersion newest = newest();
        return newest.content() == null
                ? null
                : new ConfigItem(name, newest.content(), newest.revision(), newest.atMillis());
    }

    /** The version that was made at that revision; null where it is not kept. */
    public @Nullable ConfigVersion at(long revision) {
        for (ConfigVersion version : versions) {
            if (version.revision() == revision) {
                return version;
            }
        }
        return null;
    }

    ConfigHistory with(ConfigVersion newer) {
        List<ConfigVersion> all = new ArrayList<>(versions);
        all.add(newer);
        return new ConfigHistory(name, all);
    }

    ConfigHistory withoutOldest() {
        return new ConfigHistory(name, versions.subList(1, versions.size()));
    }
}
