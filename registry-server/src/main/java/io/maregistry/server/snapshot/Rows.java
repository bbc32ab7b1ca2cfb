package io.maregistry.server.snapshot;

import io.maregistry.model.ConfigName;
import io.maregistry.model.Instance;
import io.maregistry.model.Member;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.ConfigVersion;
import io.maregistry.server.state.HistoryEntry;
import io.maregistry.server.state.Item;
import io.maregistry.server.state.KeptRelease;
import io.maregistry.server.state.LeftGeneration;
import io.maregistry.server.state.LiveNumbers;
import io.maregistry.server.state.Loss;
import io.maregistry.server.state.Protection;
import io.maregistry.server.state.RememberedRequest;
import io.maregistry.server.state.Settings;

/**
 * Takes the rows of a full document one by one, in the document's order: instances of a service together and before the
 * service itself. What an implementation leaves out it does not want.
 */
interface Rows {

    default void settings(Settings settings) {}

    void instance(ServiceName service, long handle, Instance instance, LiveNumbers numbers);

    void service(ServiceName name, long revision, long version);

    default void member(Member member) {}

    default void request(RememberedRequest request) {}

    default void generation(LeftGeneration left) {}

    default void protection(Protection protection) {}

    default void loss(Loss loss) {}

    /** A version of a configuration item; those of one item come oldest first. */
    default void config(ConfigName name, ConfigVersion version) {}

    default void configFloor(long revision) {}

    default void item(Item item) {}

    default void history(ServiceName service, HistoryEntry entry) {}

    default void release(KeptRelease release) {}
}
