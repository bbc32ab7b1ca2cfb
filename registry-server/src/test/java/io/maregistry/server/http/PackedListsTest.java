package io.maregistry.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.ServiceName;
import org.junit.jupiter.api.Test;

class PackedListsTest {

    private final PackedLists lists = new PackedLists(1_000);

    private static PackedLists.Key key(String service) {
        return new PackedLists.Key(ServiceName.of(service), "all", Encoding.GZIP);
    }

    @Test
    void listIsFoundAsLongAsItsSourceStands() {
        Object source = new Object();
        byte[] packed = new byte[10];
        lists.keep(key("a.B"), source, packed);
        assertThat(lists.find(key("a.B"), source)).isSameAs(packed);
        assertThat(lists.find(key("a.B"), new Object())).isNull();
        assertThat(lists.find(key("c.D"), source)).isNull();
        assertThat(lists.find(new PackedLists.Key(ServiceName.of("a.B"), "healthy", Encoding.GZIP), source))
                .isNull();
    }

    @Test
    void whatWasNotAskedForLongestGoesFirst() {
        Object source = new Object();
        lists.keep(key("a.B"), source, new byte[400]);
        lists.keep(key("c.D"), source, new byte[400]);
        lists.find(key("a.B"), source);
        lists.keep(key("e.F"), source, new byte[400]);
        assertThat(lists.find(key("a.B"), source)).isNotNull();
        assertThat(lists.find(key("c.D"), source)).isNull();
        lists.keep(key("a.B"), source, new byte[900]);
        assertThat(lists.find(key("e.F"), source)).isNull();
        lists.keep(key("g.H"), source, new byte[1_001]);
        assertThat(lists.find(key("a.B"), source)).isNotNull();
    }
}
