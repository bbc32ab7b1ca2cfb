package io.maregistry.server.watch;

import io.maregistry.model.ConfigName;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.ConfigHistory;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;

/** What a subscriber can hear of. */
public sealed interface Subject {

    /** Names it among those of its kind. */
    String key();

    /**
     * At which revision that root holds it. What the root does not know was changed at the root's own revision at the
     * latest.
     */
    long revisionIn(Root root);

    /** A service. */
    record OfService(ServiceName name) implements Subject {
        @Override
        public String key() {
            return name.key();
        }

        @Override
        public long revisionIn(Root root) {
            ServiceView now = root.service(name);
            return now == null ? root.scalars().revision() : now.revision();
        }
    }

    /** A configuration item. */
    record OfConfig(ConfigName name) implements Subject {
        @Override
        public String key() {
            return name.key();
        }

        @Override
        public long revisionIn(Root root) {
            ConfigHistory now = root.configs().get(name);
            return now == null ? root.scalars().revision() : now.revision();
        }
    }
}
