package ai.trivector.collab.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

final class LinePlotTest {

  @Test
  void each_series_is_a_line_within_the_picture_whatever_its_name() throws Exception {
    String svg =
        new LinePlot("", "p99 < 8 ms & more", "seconds", 0.1)
            .line("one", List.of(0, 5, 10))
            .line("other", List.of(3.5, 0.0, 7.25))
            .svg();
    Element root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
            .getDocumentElement();
    assertThat(root.getElementsByTagName("text").item(0).getTextContent())
        .isEqualTo("p99 < 8 ms & more");
    assertThat(root.getElementsByTagName("polyline").getLength()).isEqualTo(2);
    Element line = (Element) root.getElementsByTagName("polyline").item(0);
    // From the foot of the picture to its top, which is the highest value there is.
    assertThat(line.getAttribute("points")).isEqualTo("70.0,315.0 475.0,187.5 880.0,60.0 ");
  }
}
