package io.maregistry.server.state;

import io.maregistry.model.ConfigName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The configuration items of a document that is being restored. A document that has none leaves ours alone. One that has
 * some: each of them says from the restore on what it says in the document, behind the versions that the document has of
 * it, and ours that it does not have are removed. Merged: items of both, and of one that both have, the newer version, ours
 * where they are equal.
 *
 * <p>The applying thread alone.
 */
final class StagedConfigs {

    private final Map<ConfigName, List<ConfigVersion>> versions = new TreeMap<>();
    private String fault = "";

    void add(StagedConfig staged) {
        List<ConfigVersion> known = versions.computeIfAbsent(staged.name(), first -> new ArrayList<>());
        if (!known.isEmpty()
                && known.get(known.size() - 1).revision() >= staged.version().revision()) {
            fault = "versions of the item " + staged.name() + " do not ascend";
        }
        known.add(staged.version());
    }

    /** What is wrong with them; empty where nothing is. */
    String fault() {
        return fault;
    }

    /** What becomes of our items. */
    Plan plan(Working state, RestoreBegin begin) {
        Map<ConfigName, ConfigHistory> wanted = new TreeMap<>();
        versions.forEach((name, all) -> {
            ConfigHistory theirs = new ConfigHistory(name, all);
            ConfigHistory ours = state.configs().get(name);
            if (!begin.merge() || ours == null || ours.revision() < theirs.revision()) {
                wanted.put(name, theirs);
            }
        });
        List<ConfigItem> gone = new ArrayList<>();
        if (!begin.merge() && !versions.isEmpty()) {
            for (ConfigHistory ours : state.configs().view()) {
                ConfigItem item = ours.item();
                if (item != null && !wanted.containsKey(ours.name())) {
                    gone.add(item);
                }
            }
        }
        return new Plan(wanted, gone);
    }

    /**
     * What a restore makes of the items.
     *
     * @param wanted those that are as in the document
     * @param gone ours that are removed
     */
    record Plan(Map<ConfigName, ConfigHistory> wanted, List<ConfigItem> gone) {

        /** Whether every item says already what it would say. */
        boolean isDone(Working state) {
            return gone.isEmpty()
                    && wanted.values().stream()
                            .allMatch(theirs -> saysTheSame(state.configs().item(theirs.name()), theirs));
        }

        private static boolean saysTheSame(@Nullable ConfigItem ours, ConfigHistory theirs) {
            ConfigText now = ours == null ? null : ours.content();
            return Objects.equals(now, theirs.newest().content());
        }

        /** Which limit they would break; empty where none. */
        String overLimit(Working state) {
            Settings.ConfigLimits limits = state.settings().configs();
            long items = 0;
            long bytes = 0;
            for (ConfigHistory ours : state.configs().view()) {
                if (!wanted.containsKey(ours.name()) && ours.newest().content() != null) {
                    items++;
                    bytes += ours.newest().bytes();
                }
            }
            for (ConfigHistory theirs : wanted.values()) {
                items += theirs.newest().content() == null ? 0 : 1;
                bytes += theirs.newest().content() == null ? 0 : theirs.newest().bytes();
            }
            for (ConfigItem item : gone) {
                items--;
                bytes -= new ConfigVersion(item.revision(), 0, item.content()).bytes();
            }
            return items > limits.items() || bytes > limits.bytes()
                    ? "there would be " + items + " configuration items of " + bytes + " bytes; the limits are "
                            + limits.items() + " and " + limits.bytes()
                    : "";
        }

        /** Makes it so at that revision, which is above all that the document has. */
        void applyTo(Working state, long revision) {
            Configs configs = state.configs();
            for (ConfigItem item : gone) {
                configs.add(item.name(), new ConfigVersion(revision, state.wallMillis(), null));
                configs.trim(item.name());
            }
            wanted.values().forEach(theirs -> replace(configs, theirs, revision));
            configs.tidy(state.settings().configs());
        }

        private static void replace(Configs configs, ConfigHistory theirs, long revision) {
            ConfigHistory ours = configs.get(theirs.name());
            if (ours != null) {
                configs.erase(ours);
            }
            List<ConfigVersion> versions = theirs.versions();
            versions.subList(0, versions.size() - 1).forEach(version -> configs.add(theirs.name(), version));
            ConfigVersion newest = theirs.newest();
            configs.add(theirs.name(), new ConfigVersion(revision, newest.atMillis(), newest.content()));
            configs.trim(theirs.name());
        }

        /** Whether all that the document has was made at or before its revision. */
        boolean isBehind(long revision) {
            return wanted.values().stream().allMatch(theirs -> theirs.revision() < revision);
        }
    }
}
