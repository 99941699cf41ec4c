"""A pipeline in miniature, and one machine to run it on: what BPS and pipetask need besides a list of DataIds."""

import lsst.pipe.base as pipe
from lsst.ctrl.bps.parsl import SiteConfig
from lsst.pipe.base import connectionTypes
from parsl.executors import ThreadPoolExecutor

DIMENSIONS = {"instrument", "exposure", "detector"}
BROKEN = {(2031030400102, 94), (2031030400104, 91)}


class IsrConnections(pipe.PipelineTaskConnections, dimensions=DIMENSIONS):
    raw = connectionTypes.Input(name="raw", doc="raw image", storageClass="StructuredDataDict", dimensions=DIMENSIONS)
    image = connectionTypes.Output(
        name="post_isr_image", doc="corrected image", storageClass="StructuredDataDict", dimensions=DIMENSIONS
    )


class IsrConfig(pipe.PipelineTaskConfig, pipelineConnections=IsrConnections):
    pass


class IsrTask(pipe.PipelineTask):
    """Takes the bias off an image. Some images are broken."""

    ConfigClass = IsrConfig
    _DefaultName = "isr"

    def runQuantum(self, butlerQC, inputRefs, outputRefs):
        data_id = inputRefs.raw.dataId
        if (data_id["exposure"], data_id["detector"]) in BROKEN:
            raise ValueError("the image has no stars")
        super().runQuantum(butlerQC, inputRefs, outputRefs)

    def run(self, raw):
        return pipe.Struct(image={"counts": raw["counts"] - 1})


class OneMachine(SiteConfig):
    """Has Parsl run two jobs at a time here."""

    def get_executors(self):
        return [ThreadPoolExecutor(label="here", max_threads=2)]

    def select_executor(self, job):
        return "here"
