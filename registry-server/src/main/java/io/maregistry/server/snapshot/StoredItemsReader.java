package io.maregistry.server.snapshot;

import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.ConfigName;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.ConfigVersion;
import io.maregistry.server.state.Item;
import io.maregistry.server.state.KeptRelease;
import io.maregistry.server.state.LiveNumbers;
import io.maregistry.server.state.ReleaseSpan;
import io.maregistry.server.state.StateBuilder;
import io.maregistry.wire.JsonInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what stores kept of items, as {@link StoredItems} gave it, into a state. Items that were written at different moments
 * of one registry are lawful: of two lines of a version history that say that one instance still runs, the older one ended
 * where the newer one begins. One thread, one use.
 */
public final class StoredItemsReader {

    private final StateBuilder builder;
    private final List<KeptRelease> releases = new ArrayList<>();
    private long highestRevision;

    public StoredItemsReader(StateBuilder builder) {
        this.builder = builder;
    }

    /**
     * Reads all of them into the builder, in any order.
     *
     * @return the highest revision of an item; 0 where there are none
     * @throws IllegalArgumentException one is not what was written; the message names it
     */
    public long read(Map<StoredItem.Place, String> contents) {
        List<StoredItem.Place> places = new ArrayList<>(contents.keySet());
        places.sort(Comparator.comparing(StoredItem.Place::kind)
                .thenComparing(StoredItem.Place::key)
                .thenComparingLong(StoredItem.Place::number)); // versions of an item come oldest first
        places.forEach(place -> item(place, contents.getOrDefault(place, "")));
        return end();
    }

    /**
     * Reads one into the builder, where all of them at once would be too much; the versions of an item come oldest first.
     *
     * @throws IllegalArgumentException it is not what was written; the message names it
     */
    public void item(StoredItem.Place place, String content) {
        try {
            read(place, content);
        } catch (IllegalArgumentException | InvalidRequest unlawful) {
            throw new IllegalArgumentException("item " + place + ": " + unlawful.getMessage(), unlawful);
        }
    }

    /**
     * That was the last one.
     *
     * @return the highest revision of an item; 0 where there were none
     * @throws IllegalArgumentException they contradict each other
     */
    public long end() {
        addReleases();
        return highestRevision;
    }

    private void read(StoredItem.Place place, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        try (JsonInput in = JsonInput.ofOwnDocument(new ByteArrayInputStream(bytes))) {
            in.begin();
            Taking rows = new Taking(place);
            switch (place.kind()) {
                case NAMESPACE -> new ItemReader(in, rows).namespace(place.key());
                case ROUTING -> new ItemReader(in, rows).routing(place.key());
                case RULES -> new ItemReader(in, rows).rules(place.key());
                case CONFIG -> ConfigFields.version(in, place.key(), rows);
                case CONFIG_FLOOR -> ConfigFields.read(in, rows);
                case RELEASE -> rows.release(ReleaseFields.read(in, ServiceName.ofKey(place.key())));
            }
            in.end();
        } catch (IOException impossible) {
            throw new IllegalStateException("reading from memory failed", impossible);
        }
    }

    /** Lines of the version history go in together. */
    private void addReleases() {
        releases.sort(Comparator.comparingLong(KeptRelease::order));
        Map<Run, KeptRelease> running = new HashMap<>();
        Map<Long, KeptRelease> lawful = new HashMap<>();
        for (KeptRelease release : releases) {
            if (!release.span().isOver()) {
                KeptRelease older =
                        running.put(new Run(release.service(), release.span().id()), release);
                if (older != null) {
                    lawful.put(older.order(), ended(older, release.span().fromMillis()));
                }
            }
        }
        releases.forEach(release -> builder.release(lawful.getOrDefault(release.order(), release)));
    }

    private record Run(ServiceName service, InstanceId id) {}

    private static KeptRelease ended(KeptRelease release, long atMillis) {
        ReleaseSpan span = release.span();
        long end = Math.max(ReleaseSpan.STILL + 1, atMillis);
        return new KeptRelease(
                release.service(),
                release.order(),
                new ReleaseSpan(span.id(), span.instanceId(), span.versions(), span.fromMillis(), end));
    }

    /** What is read at that place goes to the state. */
    private final class Taking implements Rows {

        private final StoredItem.Place place;

        private Taking(StoredItem.Place place) {
            this.place = place;
        }

        @Override
        public void instance(ServiceName service, long handle, Instance instance, LiveNumbers numbers) {
            throw new IllegalStateException("an item holds no instances");
        }

        @Override
        public void service(ServiceName name, long revision, long version) {
            throw new IllegalStateException("an item holds no services");
        }

        @Override
        public void item(Item item) {
            checkNumber(0);
            seen(item.revision());
            builder.item(item);
        }

        @Override
        public void config(ConfigName name, ConfigVersion version) {
            checkNumber(version.revision());
            seen(version.revision());
            builder.config(name, version);
        }

        @Override
        public void configFloor(long revision) {
            checkNumber(0);
            seen(revision);
            builder.configFloor(revision);
        }

        @Override
        public void release(KeptRelease release) {
            checkNumber(release.order());
            releases.add(release);
        }

        private void checkNumber(long number) {
            if (place.number() != number) {
                throw new IllegalArgumentException("stands at " + place.number() + " and not at " + number);
            }
        }

        private void seen(long revision) {
            highestRevision = Math.max(highestRevision, revision);
        }
    }
}
