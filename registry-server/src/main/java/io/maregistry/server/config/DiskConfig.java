package io.maregistry.server.config;

/**
 * What is left alone on the disk.
 *
 * @param reserveBytes writes are refused while less is free, 0 to 1 TiB
 */
public record DiskConfig(long reserveBytes) {

    /** 256 MiB. */
    public static final DiskConfig DEFAULT = new DiskConfig(256 * Sizes.MIB);

    public DiskConfig {
        new Rules("disk.")
                .sizeBetween("reserve", reserveBytes, 0, 1024 * Sizes.GIB)
                .check();
    }
}
