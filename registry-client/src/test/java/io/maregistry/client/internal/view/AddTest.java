package io.maregistry.client.internal.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.Instance;
import io.maregistry.proto.v1.Service;
import io.maregistry.proto.v1.WatchState;
import io.maregistry.wire.KeyMessages;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddTest {

    private final Add add = new Add(1, List.of(), null, 0);

    @Test
    void listCountsOnceItsLastPartIsThere() {
        assertThat(add.whole(part("a.B", 1, true))).isNull();
        assertThat(add.whole(part("a.B", 2, true))).isNull();

        Service list = add.whole(part("a.B", 3, false));

        assertThat(list).isNotNull();
        assertThat(list.getInstancesList()).extracting(Instance::getPort).containsExactly(1, 2, 3);
        assertThat(add.whole(part("a.B", 4, false)))
                .isEqualTo(part("a.B", 4, false).getService());
    }

    @Test
    void partOfAnotherListBeginsThatOne() {
        assertThat(add.whole(part("a.B", 1, true))).isNull();

        assertThat(add.whole(part("a.C", 2, false)))
                .isEqualTo(part("a.C", 2, false).getService());
    }

    @Test
    void halfAListIsForgottenWhereTheStreamOrTheListsBeginAnew() {
        assertThat(add.whole(part("a.B", 1, true))).isNull();
        add.reset();
        assertThat(add.whole(part("a.B", 2, true))).isNull();
        add.opened(1);

        assertThat(add.whole(part("a.B", 3, false)))
                .isEqualTo(part("a.B", 3, false).getService());
    }

    private static WatchState part(String service, int port, boolean more) {
        return WatchState.newBuilder()
                .setService(Service.newBuilder()
                        .setKey(KeyMessages.toMessage(ServiceName.of(service)))
                        .setRevision(7)
                        .addInstances(Instance.newBuilder().setPort(port)))
                .setMore(more)
                .build();
    }
}
