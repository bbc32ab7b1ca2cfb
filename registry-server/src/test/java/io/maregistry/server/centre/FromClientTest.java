package io.maregistry.server.centre;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.server.centre.FromClient.Peer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FromClientTest {

    private static final Peer PEER = new Peer("10.0.0.9", 40_000);

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1:5000, http://10.0.0.1:5000",
        "Host-7:5000/x/y, http://host-7:5000/x/y",
        "https://h:5001, https://h:5001",
        "[2001:db8::1]:5000, http://[2001:db8::1]:5000",
        "grpc://h:1/, grpc://h:1",
        "kasse 7, centre://10.0.0.9:1/kasse%207",
        "host-7, centre://10.0.0.9:1/host-7",
        "10.0.0.1:0, centre://10.0.0.9:1/10.0.0.1%3A0",
        "http://h/x, centre://10.0.0.9:1/http%3A%2F%2Fh%2Fx",
        "Süd, centre://10.0.0.9:1/S%C3%BCd",
        "a%20b, centre://10.0.0.9:1/a%2520b",
    })
    void textNamesAnAddressOrIsAName(String text, String url) {
        FromClient from = FromClient.of(text, PEER);

        assertThat(from.id().url()).isEqualTo(url);
        assertThat(from.name()).isEqualTo(text);
        assertThat(FromClient.isNameOnly(from.id())).isEqualTo(url.startsWith("centre:"));
    }

    @Test
    void emptyTextIsThePeer() {
        assertThat(FromClient.of("", PEER).name()).isEqualTo("10.0.0.9:40000");
        assertThat(FromClient.of("", new Peer("2001:db8::1", 7)).name()).isEqualTo("[2001:db8::1]:7");
        assertThat(Peer.of("[2001:db8::1]:7")).isEqualTo(new Peer("2001:db8::1", 7));
        assertThat(Peer.of("10.0.0.9:40000")).isEqualTo(PEER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1:5000", "https://h:5001/x", "kasse 7", "Süd", "a%20b", "centre", "x:y", "%"})
    void canonicalFormMeansTheSameWhereverItComesFrom(String text) {
        FromClient from = FromClient.of(text, PEER);

        assertThat(FromClient.of(from.canonical(), new Peer("10.0.0.3", 1))).isEqualTo(from);
    }

    @Test
    void ipOfAnUnnamedClientIsTold() {
        assertThat(FromClient.ipOfUnnamed(FromClient.unnamed(PEER))).isEqualTo("10.0.0.9");
        assertThat(FromClient.ipOfUnnamed(FromClient.unnamed(new Peer("2001:db8::1", 7))))
                .isEqualTo("2001:db8::1");
        assertThat(FromClient.ipOfUnnamed("centre://10.0.0.9:1/x")).isNull();
        assertThat(FromClient.ipOfUnnamed("http://10.0.0.9:1")).isNull();
        assertThat(FromClient.ipOfUnnamed("")).isNull();
    }

    @Test
    void nameThatIsTooLongForAnIdentityIsRefused() {
        assertThatThrownBy(() -> FromClient.of("\u20ac".repeat(200), PEER))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
