package io.maregistry.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {

    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

    private final AddressRules strict = new AddressRules(false);
    private final AddressRules withLoopback = new AddressRules(true);

    /** As a resolver may give it: the JDK reads the text of a mapped address as one of IPv4, bytes it leaves alone. */
    private static InetAddress address(String literal) {
        try {
            byte[] bytes = InetAddress.getByName(literal).getAddress();
            if (literal.indexOf(':') < 0) {
                return InetAddress.getByAddress(bytes);
            }
            byte[] mapped = Arrays.copyOf(MAPPED, 16);
            System.arraycopy(bytes, 0, mapped, 16 - bytes.length, bytes.length);
            return Inet6Address.getByAddress(null, mapped, -1);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, an unspecified address",
        "0.1.2.3, an unspecified address",
        "169.254.169.254, a link-local address",
        "169.254.0.0, a link-local address",
        "169.254.255.255, a link-local address",
        "100.100.100.200, an address of cloud metadata",
        "168.63.129.16, an address of cloud metadata",
        "192.0.0.192, an address of cloud metadata",
        "224.0.0.1, a multicast address",
        "239.255.255.255, a multicast address",
        "240.0.0.1, a reserved address",
        "255.255.255.254, a reserved address",
        "255.255.255.255, a broadcast address",
        "::, an unspecified address",
        "fe80::1, a link-local address",
        "febf:ffff::1, a link-local address",
        "fe80::a9fe:a9fe, a link-local address",
        "ff02::1, a multicast address",
        "fd00:ec2::254, an address of cloud metadata",
        "fd00:ec2::23, an address of cloud metadata",
        "fd00:ec2::253, an address of cloud metadata",
        "fd20:ce::254, an address of cloud metadata",
        "fd00:c1::a9fe:a9fe, an address of cloud metadata",
        "fd00:42::42, an address of cloud metadata",
        "2001:0:1:2:3:4:5:6, a tunnel's address",
        "::ffff:169.254.169.254, a link-local address",
        "::ffff:a9fe:a9fe, a link-local address",
        "::ffff:0.0.0.0, an unspecified address",
        "::ffff:224.0.0.1, a multicast address",
        "::ffff:255.255.255.255, a broadcast address",
        "::ffff:0:169.254.169.254, a link-local address",
        "::169.254.169.254, a link-local address",
        "64:ff9b::169.254.169.254, a link-local address",
        "64:ff9b:1:ffff::a9fe:a9fe, an address behind a local translator",
        "64:ff9b:1:a9fe:a9:fe00:a00:1, an address behind a local translator",
        "64:ff9b::100.100.100.200, an address of cloud metadata",
        "2002:a9fe:a9fe::1, a link-local address",
    })
    void theseAreRefusedWhateverTheSetting(String address, String what) {
        assertThat(strict.refusal(address(address))).contains(what);
        assertThat(withLoopback.refusal(address(address))).contains(what);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.255",
                "::1",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "64:ff9b::127.0.0.1",
                "2002:7f00:1::"
            })
    void theseAreRefusedUnlessTheSettingAllowsThem(String address) {
        assertThat(strict.refusal(address(address))).contains("a loopback address");
        assertThat(withLoopback.refusal(address(address))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "10.0.0.1",
                "100.64.0.1",
                "100.100.100.201",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "169.255.0.0",
                "172.16.0.1",
                "192.168.1.1",
                "223.255.255.255",
                "::2:0:1",
                "2001:db8::1",
                "2001:4860:4860::8888",
                "2002:a00:1::1",
                "64:ff9b::10.0.0.1",
                "fd00::1",
                "fd00:ec3::1",
                "fe00::1",
                "fec0::1",
            })
    void instancesMayLiveThere(String address) {
        assertThat(strict.refusal(address(address))).isEmpty();
    }
}
