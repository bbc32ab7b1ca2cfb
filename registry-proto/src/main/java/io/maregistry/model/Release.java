package io.maregistry.model;

import java.util.List;

/**
 * What RegisterCentre's clients say of the program behind an instance. Every text may be empty, which means that it was
 * not given.
 *
 * @param product names of the program and of where it belongs
 * @param updateTime when the registration was made, ISO-8601; two contents that differ in it alone are the same
 * @param buildTime when the program was built, ISO-8601
 * @param assemblyVersion the version of its files
 * @param releaseVersion the version that people call it by
 * @param fromClient the text by which RegisterCentre's clients name the instance
 */
public record Release(
        Product product,
        String updateTime,
        String buildTime,
        String assemblyVersion,
        String releaseVersion,
        String fromClient) {

    private static final int MAX_LENGTH = 1024;

    /** Nothing was said. */
    public static final Release NONE = new Release(new Product("", "", "", ""), "", "", "", "", "");

    public Release {
        List.of(
                        product.appId(),
                        product.name(),
                        product.domainName(),
                        product.projectName(),
                        updateTime,
                        buildTime,
                        assemblyVersion,
                        releaseVersion,
                        fromClient)
                .forEach(Release::checkLength);
    }

    static void checkLength(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("appId, name, domainName, projectName, updateTime, buildTime, "
                    + "assemblyVersion, releaseVersion and fromClient must have at most " + MAX_LENGTH
                    + " characters, one had " + text.length());
        }
    }

    /** Which build it is. */
    public Versions versions() {
        return new Versions(buildTime, assemblyVersion, releaseVersion);
    }

    /** Whether it is that build. */
    public boolean isOf(Versions versions) {
        return buildTime.equals(versions.buildTime())
                && assemblyVersion.equals(versions.assemblyVersion())
                && releaseVersion.equals(versions.releaseVersion());
    }

    /** True where {@code other} says the same but for the time of its registration. */
    boolean saysTheSameAs(Release other) {
        return product.equals(other.product)
                && buildTime.equals(other.buildTime)
                && assemblyVersion.equals(other.assemblyVersion)
                && releaseVersion.equals(other.releaseVersion)
                && fromClient.equals(other.fromClient);
    }

    /** The program's names. */
    public record Product(String appId, String name, String domainName, String projectName) {}
}
